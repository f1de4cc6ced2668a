package io.lvsagent.profiles.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import io.lvsagent.profiles.Seeds;
import io.lvsagent.profiles.compile.Demand;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.Hosts;
import io.lvsagent.profiles.config.Cases;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.profile.ProfileReader;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An imported config compiles to the saved table, for random tables with any options. */
class ImportLawsTest {
  private static final List<String> SCHEDULERS =
      List.of("wlc", "rr", "sh", "mh", "none", "twos", "ovf");

  @TempDir Path folder;

  /** An IPVS table in the order in which ipvsadm saves it. */
  private record Table(
      Map<VirtualService, List<RealServer>> services,
      List<Timeouts> timeouts,
      List<SyncDaemon> daemons) {
    List<String> lines() {
      List<String> lines = new ArrayList<>();
      timeouts.forEach(times -> lines.add(new IpvsEdit.SetTimeouts(times).arguments()));
      services.forEach(
          (service, servers) -> {
            lines.add(new IpvsEdit.AddService(service).arguments());
            for (RealServer server : servers) {
              lines.add(new IpvsEdit.AddServer(service.match(), server).arguments());
            }
          });
      daemons.forEach(daemon -> lines.add(new IpvsEdit.StartDaemon(daemon).arguments()));
      return lines;
    }
  }

  @Test
  void importThenCompileIsTheTableThatWasSaved() {
    Seeds.each(Seeds.of(LongStream.of(76, 78)), seed -> compilesToWhatWasSaved(new Random(seed)));
  }

  private void compilesToWhatWasSaved(Random random) throws IOException {
    for (int round = 0; round < 400; round++) {
      Table table = table(random);
      String yaml = ImportTest.yaml(table.lines(), "table", "eth0", Optional.empty());
      assertThat(compiled(yaml)).as("%s%n%s", table.lines(), yaml).isEqualTo(table);
      assertThat(ImportTest.yaml(table.lines(), "table", "eth0", Optional.empty())).isEqualTo(yaml);
    }
  }

  @Test
  void aMutatedTableIsImportedOrRefusedInOneLine() {
    Seeds.each(Seeds.of(LongStream.of(77, 79)), seed -> importsOrRefuses(new Random(seed)));
  }

  private void importsOrRefuses(Random random) throws IOException {
    int refused = 0;
    for (int round = 0; round < 4000; round++) {
      List<String> lines = new ArrayList<>(table(random).lines());
      mutate(lines, random);
      try {
        compiled(ImportTest.yaml(lines, "table", "eth0", Optional.empty()));
      } catch (ConfigException e) {
        assertThat(e.getMessage())
            .startsWith("table:")
            .doesNotContain("\n")
            .doesNotStartWith("null:");
        refused++;
      } catch (HostRequirementException e) {
        assertThat(e).hasMessageContaining("sync interface");
      } catch (RuntimeException e) {
        throw new AssertionError(String.join("\n", lines), e);
      }
    }
    assertThat(refused).isBetween(1000, 3900);
  }

  private static void mutate(List<String> lines, Random random) {
    for (int i = random.nextInt(3); i >= 0 && !lines.isEmpty(); i--) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      List<String> words = new ArrayList<>(List.of(line.split(" ")));
      String other = lines.get(random.nextInt(lines.size()));
      List<String> others = List.of(other.split(" "));
      int word = random.nextInt(words.size());
      switch (random.nextInt(6)) {
        case 0 -> words.remove(word);
        case 1 -> words.add(word, others.get(random.nextInt(others.size())));
        case 2 -> words.set(word, others.get(random.nextInt(others.size())));
        case 3 ->
            words.set(word, words.get(word) + "#,:[=-9\u0085\u2028".charAt(random.nextInt(9)));
        case 4 ->
            words.set(word, words.get(word).substring(random.nextInt(words.get(word).length())));
        default -> words = new ArrayList<>(others);
      }
      lines.set(at, String.join(" ", words));
    }
  }

  private Table compiled(String yaml) throws IOException {
    Path file = Cases.safe(folder.resolve("imported.yaml"), yaml);
    Map<ServiceMatch, VirtualService> services = new LinkedHashMap<>();
    Map<VirtualService, List<RealServer>> servers = new LinkedHashMap<>();
    List<Timeouts> timeouts = new ArrayList<>();
    List<SyncDaemon> daemons = new ArrayList<>();
    for (Service service : Config.read(file, owner -> true).services()) {
      Demands demands = Demands.of(service, Hosts.oneOfEach());
      for (Demand<VirtualService> demand : demands.virtualServices()) {
        VirtualService virtual = demand.accepted().get(0);
        assertThat(services.put(virtual.match(), virtual)).isNull();
        servers.put(virtual, new ArrayList<>());
      }
      for (Demand<Demands.Balanced> demand : demands.realServers()) {
        Demands.Balanced balanced = demand.accepted().get(0);
        servers.get(services.get(balanced.match())).add(balanced.server());
      }
      demands.timeouts().forEach(demand -> timeouts.add(demand.accepted().get(0)));
      demands.daemons().forEach(demand -> daemons.add(demand.accepted().get(0)));
    }
    return new Table(servers, timeouts, daemons);
  }

  private static Table table(Random random) {
    boolean crossing = random.nextBoolean();
    Map<ServiceMatch, VirtualService> services = new LinkedHashMap<>();
    Map<VirtualService, List<RealServer>> servers = new LinkedHashMap<>();
    List<RealServer> shared = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      VirtualService service = service(random);
      if (services.putIfAbsent(service.match(), service) == null) {
        shared = random.nextBoolean() ? shared : servers(random);
        servers.put(service, fitting(shared, service.match(), crossing));
      }
    }
    List<Timeouts> timeouts = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      timeouts.add(new Timeouts(1 + random.nextInt(900), random.nextInt(2), random.nextInt(300)));
    }
    List<SyncDaemon> daemons = new ArrayList<>();
    for (SyncDaemon.State state : SyncDaemon.State.values()) {
      if (!crossing && random.nextInt(4) == 0) {
        daemons.add(new SyncDaemon(state, "eth0.100", random.nextInt(256)));
      }
    }
    return new Table(servers, timeouts, daemons);
  }

  private static VirtualService service(Random random) {
    ServiceMatch match = match(random);
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Flag flag : List.of(Flag.SCHED_1, Flag.SCHED_2, Flag.SCHED_3)) {
      if (random.nextInt(4) == 0) {
        flags.add(flag);
      }
    }
    boolean connected =
        match instanceof ServiceMatch.Listener listener && listener.protocol() != Protocol.UDP;
    if (!connected && random.nextInt(3) == 0) {
      flags.add(Flag.ONE_PACKET);
    }
    boolean everyPort = match instanceof ServiceMatch.Listener at && at.endpoint().port() == 0;
    int persistence = everyPort || random.nextBoolean() ? 1 + random.nextInt(2_678_400) : 0;
    int bits = match.isV6() ? 128 : 32;
    int mask =
        random.nextBoolean() ? bits : match.isV6() ? 1 + random.nextInt(128) : random.nextInt(33);
    String engine = persistence > 0 && random.nextInt(4) == 0 ? "sip" : "";
    String scheduler = SCHEDULERS.get(random.nextInt(SCHEDULERS.size()));
    return new VirtualService(match, scheduler, flags, persistence, mask, engine);
  }

  private static ServiceMatch match(Random random) {
    if (random.nextInt(4) == 0) {
      long mark = random.nextBoolean() ? 1 + random.nextInt(3) : 0xffff_ffffL;
      return new ServiceMatch.Mark(mark, random.nextBoolean());
    }
    Protocol protocol = Protocol.values()[random.nextInt(3)];
    String vip = (random.nextInt(3) == 0 ? "2001:db8::1" : "192.0.2.1") + random.nextInt(4);
    int port = List.of(0, 80, 443, 65_535).get(random.nextInt(4));
    return new ServiceMatch.Listener(protocol, new Endpoint(Ip.parse(vip), port));
  }

  /** Returns real servers, most of them with port 80. */
  private static List<RealServer> servers(Random random) {
    List<RealServer> servers = new ArrayList<>();
    Forwarding most = ProfileReader.METHODS.get(random.nextInt(3));
    for (int i = random.nextInt(5); i > 0; i--) {
      Ip ip = Ip.parse((random.nextInt(3) == 0 ? "2001:db8::2" : "192.0.2.2") + i);
      Forwarding method =
          random.nextInt(4) == 0 ? ProfileReader.METHODS.get(random.nextInt(3)) : most;
      int weight = random.nextBoolean() ? 1 : random.nextInt(Integer.MAX_VALUE);
      long upper = random.nextInt(3) == 0 ? 1 + random.nextInt(1000) : 0;
      long lower = upper == 0 ? 0 : random.nextInt((int) upper + 1);
      int port = random.nextInt(3) == 0 ? random.nextInt(65_536) : -1;
      Endpoint endpoint = new Endpoint(ip, port < 0 ? 80 : port);
      servers.add(new RealServer(endpoint, method, weight, upper, lower, tunnel(random)));
    }
    return servers;
  }

  private static Tunnel tunnel(Random random) {
    Tunnel.Checksum checksum = Tunnel.Checksum.values()[random.nextInt(3)];
    return switch (random.nextInt(6)) {
      case 0 -> new Tunnel(Tunnel.Type.GUE, 1 + random.nextInt(65_535), checksum);
      case 1 -> new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.STANDARD);
      case 2 -> new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.NONE);
      default -> Tunnel.IPIP;
    };
  }

  /** Returns the servers that can serve the match, with ports that the kernel allows. */
  private static List<RealServer> fitting(
      List<RealServer> servers, ServiceMatch match, boolean crossing) {
    List<RealServer> fitting = new ArrayList<>();
    for (RealServer server : servers) {
      Ip ip = server.endpoint().ip();
      boolean tunnel = crossing && server.method() == Forwarding.TUNNEL;
      if (ip.isV6() != match.isV6() && !tunnel) {
        continue;
      }
      boolean fixed = server.method() != Forwarding.MASQUERADE || server.endpoint().port() == 80;
      int port =
          match instanceof ServiceMatch.Listener at && fixed
              ? at.endpoint().port()
              : server.endpoint().port();
      fitting.add(
          new RealServer(
              new Endpoint(ip, port),
              server.method(),
              server.weight(),
              server.upper(),
              server.lower(),
              server.tunnel()));
    }
    return fitting;
  }
}
