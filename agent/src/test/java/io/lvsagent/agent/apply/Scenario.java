package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.AddRoute;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteNeighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.ReplaceNeighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.OnLinkHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A host as anybody may have left it, and services that one may want on it; from a seed. */
final class Scenario {
  private static final List<String> NAMES =
      List.of("arp_ignore", "arp_announce", "rp_filter", "send_redirects", "accept_redirects");
  private static final List<String> DEVICES = List.of("lo", "eth0", "eth1", "tunl0", "br0");
  private static final int NOARP = 0x80;
  private static final int STALE = 0x04;
  private static final int ROUTER = 0x80;
  private static final int STATIC = 4;
  private static final String OUTSIDE = "192.168.1.1";
  private static final String ANOTHER_MAC = "02:00:00:00:00:99";

  final FakeHost host;
  final List<Service> services = new ArrayList<>();
  final long seed;
  private final Path folder;
  private final Path state;
  private final Random random;
  private final List<String> devices = new ArrayList<>(DEVICES);

  Scenario(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
    random = new Random(seed);
    host = new FakeHost(folder.resolve("sys-" + seed));
    state = folder.resolve("state-" + seed);
    devices();
    sysctls();
    objects();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      services.add(service("service" + i, i));
    }
  }

  private boolean oneOf(int n) {
    return random.nextInt(n) == 0;
  }

  private void devices() {
    host.device("eth0", "", 0);
    host.device("eth1", "veth", 0);
    // else it is made where it is wanted
    if (oneOf(3)) {
      devices.remove("tunl0");
    } else {
      host.device("tunl0", "ipip", NOARP);
    }
    host.device("br0", "bridge", 0);
    if (oneOf(2)) {
      host.device("port", "veth", 0);
      host.enslave("port", "br0");
    }
    for (String device : devices) {
      // the route of a director is refused where its device is down
      if (device.startsWith("eth") || !oneOf(4)) {
        host.say(new SetUp(device, true));
      }
    }
  }

  private void sysctls() {
    List<String> where = new ArrayList<>(devices);
    where.add(0, "default");
    where.add(0, "all");
    for (String device : where) {
      for (String name : NAMES) {
        if (oneOf(3)) {
          host.set(device, name, Integer.toString(random.nextInt(4)));
        }
      }
    }
    if (oneOf(3)) {
      host.forward(true);
    }
    if (oneOf(6)) {
      host.set("eth1", "forwarding", "1");
    }
  }

  private void objects() {
    add("eth0", "10.0.0.2", 24, "");
    if (oneOf(3)) {
      add("lo", "192.0.2.99", 32, "lo:0");
    }
    if (oneOf(6)) {
      add("lo", vip(0), 32, "lo:1");
    }
    if (oneOf(6)) {
      add("eth1", vip(1), 24, "");
    }
    if (oneOf(6)) {
      add("eth1", vip(2), 32, "eth1:0");
    }
    if (oneOf(2)) {
      host.say(new AddRoute(route("198.51.100.0/24", "eth0", Optional.of(Ip.parse("10.0.0.1")))));
    }
    if (oneOf(2)) {
      host.say(new AddRoute(route("203.0.113.0/24", "eth1", Optional.empty())));
    }
    if (oneOf(6)) {
      host.say(new AddRoute(route(vip(0) + "/32", "eth0", Optional.empty())));
    }
    if (oneOf(6)) {
      host.say(new AddRoute(route(OUTSIDE + "/32", "eth1", Optional.empty())));
    }
    for (String device : List.of("eth0", "eth1")) {
      for (int i = 0; i < 3; i++) {
        switch (random.nextInt(4)) {
          case 0 -> host.say(new ReplaceNeighbour(neighbour(device, i, "02:00:00:00:00:0" + i)));
          case 1 -> host.say(new ReplaceNeighbour(anothers(device, i)));
          case 2 -> host.say(new ReplaceNeighbour(learnt(device, i)));
          default -> {}
        }
      }
    }
  }

  /** The same host with the same services, nothing started. */
  Scenario again() {
    return new Scenario(seed, folder.resolve("again"));
  }

  void add(String device, String ip, int prefix, String label) {
    host.say(new AddAddress(new Address(device, Ip.parse(ip), prefix, Scope.GLOBAL, label, false)));
  }

  private static Neighbour neighbour(String device, int n, String mac) {
    return Neighbour.permanent(device, Ip.parse("10.0.0.2" + n), mac);
  }

  private static Neighbour anothers(String device, int n) {
    return Neighbour.permanent(device, Ip.parse("10.0.0.2" + n), ANOTHER_MAC, ROUTER, STATIC);
  }

  private static Neighbour learnt(String device, int n) {
    Neighbour neighbour = neighbour(device, n, ANOTHER_MAC);
    return new Neighbour(device, neighbour.ip(), ANOTHER_MAC, STALE, 0, 0);
  }

  private static Route route(String destination, String device, Optional<Ip> gateway) {
    return new Route(
        Route.TABLE_MAIN,
        IpPrefix.parse(destination),
        0,
        0,
        Route.TYPE_UNICAST,
        gateway.isPresent() ? Scope.GLOBAL : Scope.LINK,
        3,
        device,
        gateway,
        Optional.empty());
  }

  private static String vip(int n) {
    return "192.0.2." + (10 + n);
  }

  /**
   * Services may share VIPs, as real servers of several directors do; one that has them as routes
   * has its own.
   */
  private Service service(String name, int number) {
    int profile = random.nextInt(8);
    int first = profile == 0 ? 30 + number * 3 : oneOf(3) ? 0 : number * 3;
    List<String> vips = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      vips.add(vip(first + i));
    }
    List<String> none = List.of();
    Optional<String> nothing = Optional.empty();
    Optional<String> called = Optional.of(name);
    Optional<String> device = Optional.of(oneOf(2) ? "eth0" : "eth1");
    List<String> uplinks = oneOf(2) ? none : List.of("eth0");
    if (profile == 7) {
      return balanced(name, vips, device.get(), number);
    }
    CommandLineService flags =
        switch (profile) {
          case 0 -> new CommandLineService("dr-many", vips, uplinks, nothing, nothing, called);
          case 1 ->
              new CommandLineService("dr-uplink", vips, List.of("eth0"), nothing, nothing, called);
          case 2 -> new CommandLineService("director-dr", vips, none, device, nothing, called);
          case 3 ->
              new CommandLineService(
                  "director-nat", vips, List.of("eth0"), device, nothing, called);
          case 4 -> new CommandLineService("tun", vips, uplinks, nothing, nothing, called);
          default -> new CommandLineService("dr", vips, uplinks, nothing, nothing, called);
        };
    Service service = flags.service();
    return service.device().isPresent() && oneOf(2) ? onLink(service) : service;
  }

  /** With real servers on its device, which flags cannot say. */
  private Service onLink(Service service) {
    String device = service.device().orElseThrow().name();
    List<Neighbour> neighbours = new ArrayList<>();
    for (int i = random.nextInt(3); i < 3; i++) {
      neighbours.add(neighbour(device, i, "02:00:00:00:00:0" + i));
    }
    List<Ip> routes = oneOf(2) ? List.of() : List.of(Ip.parse(OUTSIDE));
    return new Service(
        service.name(),
        service.origin(),
        service.place(),
        service.profile(),
        service.sysctls(),
        service.ranges(),
        service.uplinks(),
        service.device(),
        service.external(),
        service.gateways(),
        service.balancing(),
        new OnLinkHosts(neighbours, routes),
        service.packetRules(),
        service.announcing());
  }

  /** A director with a table; where two have one VIP, each has a port of its own. */
  private Service balanced(String name, List<String> vips, String device, int number) {
    String config =
        """
        services:
          %s:
            profile: director-dr
            device: %s
            vips: %s
            weights: %s
            timeouts: {udp: 60}
            virtual-servers:
              - {tcp: %d, scheduler: wrr, persistent: %s, real-servers: [10.0.0.5, 10.0.0.6]}
              - {fwmark: %d, real-servers: [{rip: 10.0.0.5, weight: %d}]}
        """
            .formatted(
                name,
                device,
                vips,
                oneOf(2) ? "managed" : "initial",
                80 + number,
                oneOf(2) ? "300" : "50",
                1 + number,
                random.nextInt(5));
    try {
      Path file = Files.createTempFile(folder, name, ".yaml");
      Files.writeString(file, config);
      return Config.read(file, uid -> true).services().get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What somebody else may do to a host while services are up; says to which parameters. */
  List<String> interfere() {
    List<String> touched = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String device = devices.get(random.nextInt(devices.size()));
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String where = oneOf(3) ? "all" : device;
      String value = Integer.toString(random.nextInt(4));
      if (!host.sysctl(where, name).equals(value)) {
        host.set(where, name, value);
        touched.add(where + "/" + name + " " + value);
      }
    }
    if (oneOf(3)) {
      List<Address> vips =
          host.kernel().rtnetlink().addresses(false, "").stream()
              .filter(address -> address.ip().toString().startsWith("192.0.2.1"))
              .toList();
      if (!vips.isEmpty()) {
        host.say(new DeleteAddress(vips.get(random.nextInt(vips.size()))));
      }
    }
    if (oneOf(4)) {
      add("eth1", "192.0.2.98", 32, "");
    }
    String device = oneOf(2) ? "eth0" : "eth1";
    Neighbour moved = neighbour(device, random.nextInt(3), "02:00:00:00:00:88");
    switch (random.nextInt(4)) {
      case 0 -> {
        host.say(new ReplaceNeighbour(moved));
        touched.add("neighbour " + moved);
      }
      case 1 -> host.kernel().rtnetlink().apply(List.of(new DeleteNeighbour(moved)));
      default -> {}
    }
    for (TableEntry listed : host.kernel().ipvs().table()) {
      interfere(listed);
    }
    return touched;
  }

  /** A health checker moves weights, and an admin takes out what is not his. */
  private void interfere(TableEntry listed) {
    ServiceMatch match = listed.service().match();
    for (TableEntry.Server server : listed.servers()) {
      RealServer s = server.server();
      if (oneOf(3)) {
        RealServer drained =
            new RealServer(s.endpoint(), s.method(), 0, s.upper(), s.lower(), s.tunnel());
        host.say(new IpvsEdit.SetServer(match, drained));
      } else if (oneOf(6)) {
        host.say(new IpvsEdit.DeleteServer(match, s.endpoint()));
      }
    }
    if (oneOf(6)) {
      host.say(new IpvsEdit.DeleteService(match));
    }
  }

  List<ServiceStatus> verify(List<Service> which) {
    try (LedgerStore store = LedgerStore.toRead(state, 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Verification.of(host.kernel(), ledger, which, CommandLineService.ORIGIN, true);
    }
  }

  RunResult start(List<Service> which) {
    return run(RunRequest.start(which, List.of(), Drains.KEPT));
  }

  /** Puts back what somebody may rely on, too. */
  RunResult stop(List<String> names) {
    return run(RunRequest.stop(names, true));
  }

  RunResult stopGently(List<String> names) {
    return run(RunRequest.stop(names, false));
  }

  private RunResult run(RunRequest request) {
    try (LedgerStore store = LedgerStore.toWrite(state, 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Reconciler.run(host.kernel(), store, ledger, List.of(request));
    }
  }

  /** What is in the ledger when no run is under way. */
  Ledger ledger() {
    try (LedgerStore store = LedgerStore.toRead(state, 0)) {
      return store.read();
    }
  }

  /** What a start would still do. */
  PreparedRun draft(List<Service> which) {
    try (LedgerStore store = LedgerStore.toRead(state, 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Applier.prepare(
          host.kernel(), ledger, RunRequest.start(which, List.of(), Drains.KEPT));
    }
  }

  List<String> names() {
    return services.stream().map(Service::name).toList();
  }
}
