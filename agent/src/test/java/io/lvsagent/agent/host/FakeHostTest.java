package io.lvsagent.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.lab.Seeds;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.ProcSys;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fake does what the kernel does: random steps are taken on both, and both are looked at. */
@Tag("kernel")
final class FakeHostTest {
  private static final int STEPS = 60;
  private static final List<String> DEVICES = List.of("lo", "eth0", "eth1");
  private static final List<String> PARAMETERS =
      List.of(
          "arp_ignore",
          "arp_announce",
          "rp_filter",
          "forwarding",
          "send_redirects",
          "accept_redirects");

  @RegisterExtension final Lab lab = new Lab();

  @TempDir Path folder;

  /** The two ways to change a host. */
  private record Step(Optional<RtnetlinkRequest> request, Optional<Setting> setting) {
    @Override
    public String toString() {
      return request.isPresent() ? request.get().toString() : setting.orElseThrow().toString();
    }
  }

  private static Step random(Random random) {
    String device = DEVICES.get(random.nextInt(3));
    return switch (random.nextInt(11)) {
      case 0, 1 -> asks(new RtnetlinkRequest.AddAddress(address(random, device)));
      case 2 -> asks(new RtnetlinkRequest.DeleteAddress(address(random, device)));
      case 3, 4 -> asks(new RtnetlinkRequest.AddRoute(route(random, device)));
      case 5 -> asks(new RtnetlinkRequest.DeleteRoute(route(random, device)));
      case 6 -> asks(new RtnetlinkRequest.SetUp(device, random.nextInt(3) > 0));
      case 7, 8 -> asks(new RtnetlinkRequest.ReplaceNeighbour(neighbour(random)));
      case 9 -> asks(new RtnetlinkRequest.DeleteNeighbour(neighbour(random)));
      default -> new Step(Optional.empty(), Optional.of(setting(random, device)));
    };
  }

  private static Step asks(RtnetlinkRequest request) {
    return new Step(Optional.of(request), Optional.empty());
  }

  /** Some are hosts, some have a subnet of their own. */
  private static Address address(Random random, String device) {
    int n = random.nextInt(4);
    boolean host = n < 2;
    Ip ip = Ip.parse(host ? "192.0.2.1" + n : "10.0." + n + ".1");
    String label = random.nextBoolean() ? "" : device + ":" + n;
    return new Address(device, ip, host ? 32 : 24, Scope.GLOBAL, label, false);
  }

  private static Route route(Random random, String device) {
    Ip ip = Ip.parse("192.0.2.1" + random.nextInt(2));
    boolean local = random.nextInt(3) == 0;
    boolean sourced = !local && random.nextBoolean();
    return new Route(
        local ? Route.TABLE_LOCAL : Route.TABLE_MAIN,
        IpPrefix.host(ip),
        0,
        0,
        local ? Route.TYPE_LOCAL : Route.TYPE_UNICAST,
        local ? Scope.HOST : Scope.LINK,
        Route.PROTOCOL_OURS,
        local ? "lo" : device,
        Optional.empty(),
        sourced ? Optional.of(ip) : Optional.empty());
  }

  private static Neighbour neighbour(Random random) {
    Ip ip = Ip.parse("10.0.2." + (20 + random.nextInt(2)));
    String mac = "02:00:00:00:00:2" + random.nextInt(2);
    String device = random.nextBoolean() ? "eth0" : "eth1";
    return Neighbour.permanent(device, ip, mac, random.nextInt(2) * 0x80, random.nextInt(2) * 4);
  }

  private static Setting setting(Random random, String device) {
    if (random.nextInt(3) == 0) {
      return new Setting(SysctlKey.IP_FORWARD, Integer.toString(random.nextInt(2)));
    }
    List<String> where = List.of("all", "default", device);
    // forwarding of all is another name of ip_forward, and of default or a device a write of its
    // own
    String name = PARAMETERS.get(random.nextInt(3));
    SysctlKey key = SysctlKey.ipv4(where.get(random.nextInt(3)), name);
    return new Setting(key, Integer.toString(random.nextInt(4)));
  }

  private static String take(Kernel kernel, Step step) {
    if (step.setting().isPresent()) {
      kernel.sysctls().write(step.setting().get().key(), step.setting().get().value());
      return "done";
    }
    List<Refusal> refused = kernel.rtnetlink().apply(List.of(step.request().orElseThrow()));
    return refused.isEmpty() ? "done" : "errno " + refused.get(0).why().errno();
  }

  /** What both show, in one order. */
  private static List<String> shown(Kernel kernel) {
    TreeSet<String> shown = new TreeSet<>();
    Rtnetlink rtnetlink = kernel.rtnetlink();
    for (Link link : rtnetlink.links()) {
      shown.add("link " + link.name() + " " + link.isUp());
    }
    rtnetlink.addresses(false, "").forEach(address -> shown.add("address " + address));
    for (String device : DEVICES) {
      for (Neighbour neighbour : rtnetlink.neighbours(false, device)) {
        if (neighbour.isPermanent()) {
          shown.add("neighbour " + neighbour);
        }
      }
    }
    for (int table : new int[] {Route.TABLE_MAIN, Route.TABLE_LOCAL}) {
      for (Route route : rtnetlink.routes(new RouteFilter(false, table, "", 0))) {
        if (route.type() == Route.TYPE_UNICAST || route.type() == Route.TYPE_LOCAL) {
          shown.add("route " + route);
        }
      }
    }
    for (String ip : List.of("192.0.2.10", "192.0.2.11", "10.0.2.1", "10.0.3.1")) {
      boolean local =
          rtnetlink.lookup(Ip.parse(ip), Optional.empty()).filter(Lookup::isLocal).isPresent();
      shown.add("lookup " + ip + " " + local);
    }
    List<String> where = new ArrayList<>(DEVICES);
    where.addAll(List.of("all", "default"));
    for (String device : where) {
      for (String name : PARAMETERS) {
        SysctlKey key = SysctlKey.ipv4(device, name);
        shown.add(key + " " + kernel.sysctls().read(key));
      }
    }
    shown.add("ip_forward " + kernel.sysctls().read(SysctlKey.IP_FORWARD));
    return List.copyOf(shown);
  }

  private static List<Long> seeds() {
    return Seeds.of(LongStream.range(0, 12), 2);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void doesWhatTheKernelDoes(long seed) {
    Seeds.each(List.of(seed), this::takesStepsAsTheKernelDoes);
  }

  private void takesStepsAsTheKernelDoes(long seed) {
    FakeHost fake = new FakeHost(folder.resolve("sys"));
    fake.set("lo", "rp_filter", "0");
    fake.set("default", "rp_filter", "0");
    fake.device("eth0", "veth", 0);
    fake.device("eth1", "veth", 0);
    Node real = lab.keep(new Node("f"));
    for (String where : List.of("all", "lo", "default")) {
      real.conf(where, "rp_filter", 0);
    }
    real.ip("link add eth0 type veth peer name far0 netns " + lab.peer().name());
    real.ip("link add eth1 type veth peer name far1 netns " + lab.peer().name());
    lab.peer().ip("link set far0 up", "link set far1 up");
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      Step step = random(random);
      String byFake = take(fake.kernel(), step);
      List<String> fakeShows = shown(fake.kernel());
      real.call(
          () -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
              Kernel kernel =
                  new Kernel(
                      new ProcSys(new File("/proc/sys")),
                      rtnetlink,
                      Ipvs.open(),
                      new NoTables(),
                      new PacketSockets(),
                      name -> {});
              assertThat(byFake).as("step " + step).isEqualTo(take(kernel, step));
              List<String> realShows = shown(kernel);
              assertThat(less(realShows, fakeShows)).as("the kernel's after " + step).isEmpty();
              assertThat(less(fakeShows, realShows)).as("the fake's after " + step).isEmpty();
              return step;
            }
          });
    }
  }

  private static List<String> less(List<String> all, List<String> some) {
    return all.stream().filter(line -> !some.contains(line)).toList();
  }
}
