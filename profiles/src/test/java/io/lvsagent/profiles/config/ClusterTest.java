package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one file means on each host that it names. */
class ClusterTest {
  @TempDir Path folder;

  private Config read(String text) throws IOException {
    Path file = Files.createTempFile(folder, "cluster", ".yaml");
    return Config.read(Cases.safe(file, text), owner -> true);
  }

  private Config example(String name) throws IOException {
    return read(Files.readString(Path.of("../examples", name)));
  }

  private static List<String> parts(Config config, String host) {
    return config.on(ClusterHost.at(Ip.parse(host))).stream()
        .map(service -> service.name() + " " + service.profile().name())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster.yaml | 192.0.2.2 | web director-dr",
        "cluster.yaml | 192.0.2.12 | web dr",
        "cluster.yaml | 192.0.2.99 | ''",
        "cluster-nat.yaml | 192.0.2.2 | web director-nat",
        "cluster-nat.yaml | 192.168.1.12 | web nat",
        "cluster-pair.yaml | 192.0.2.22 | db dr, db.director director-local"
      })
  void theAddressOfAHostTellsItsPart(String example, String host, String expected)
      throws IOException {
    assertThat(String.join(", ", parts(example(example), host))).isEqualTo(expected);
  }

  @Test
  void aHostMayHaveServicesOfItsOwnAndPartsInSeveralClusters() throws IOException {
    String cluster = "{method: tun, vips: [192.0.2.%d], directors: [192.0.2.2], %s}";
    Config config =
        read(
            "{services: {own: {profile: dr, vips: [192.0.2.30]}}, clusters: {one: "
                + cluster.formatted(10, "real-servers: [192.0.2.11]")
                + ", two: "
                + cluster.formatted(20, "real-servers: [192.0.2.12, 192.0.2.11]")
                + "}}");
    assertThat(parts(config, "192.0.2.11")).containsExactly("own dr", "one tun", "two tun");
    assertThat(parts(config, "192.0.2.12")).containsExactly("own dr", "two tun");
    assertThat(parts(config, "192.0.2.99")).containsExactly("own dr");
    assertThat(config.clusters().keySet()).containsExactly("one", "two");
  }

  /** A real server that only a virtual server names is one of the cluster's, too. */
  @Test
  void aVirtualServerMayNameItsOwnRealServers() throws IOException {
    Config config =
        read(
            "{clusters: {web: {method: dr, vips: [192.0.2.10], directors: [192.0.2.2],"
                + " real-servers: [192.0.2.11], virtual-servers: [{tcp: 80},"
                + " {tcp: 443, real-servers: [192.0.2.12]}]}}}");
    assertThat(parts(config, "192.0.2.12")).containsExactly("web dr");
    Service director = config.on(ClusterHost.at(Ip.parse("192.0.2.2"))).get(0);
    assertThat(director.balancing().virtualServers())
        .extracting(server -> server.servers().get(0).endpoint().toString())
        .containsExactly("192.0.2.11:80", "192.0.2.12:443");
  }

  /** Where the director is the source of every request, answers find their way by themselves. */
  @Test
  void aRealServerOfOneArmNeedsNoService() throws IOException {
    Config config =
        read(
            "{clusters: {web: {method: nat, vips: [192.0.2.10], directors: [192.0.2.2],"
                + " real-servers: [192.0.2.11], virtual-servers: [{tcp: 80}],"
                + " director: {masquerade: clients}}}}");
    assertThat(parts(config, "192.0.2.11")).isEmpty();
    assertThat(parts(config, "192.0.2.2")).containsExactly("web director-nat");
  }

  @Test
  void marksAreSetOnlyWhereADirectorBalancesByThem() throws IOException {
    String text =
        "{clusters: {db: {method: dr, vips: [192.0.2.10], directors: [192.0.2.21, 192.0.2.2],"
            + " real-servers: [192.0.2.21], virtual-servers: [{tcp: 80}, {tcp: 81, mark: 7},"
            + " {tcp: 82}], director: {peers: ['02:00:00:00:00:99']}}}}";
    Config config = read(text);
    Service local = config.on(ClusterHost.at(Ip.parse("192.0.2.21"))).get(1);
    assertThat(local.balancing().virtualServers())
        .extracting(server -> server.service().match().toString())
        .containsExactly("fwmark 1280704513", "fwmark 7", "fwmark 1280704515");
    assertThat(local.packetRules().peers()).containsExactly("02:00:00:00:00:99");
    Service plain = config.on(ClusterHost.at(Ip.parse("192.0.2.2"))).get(0);
    assertThat(plain.balancing().virtualServers())
        .extracting(server -> server.service().match().toString())
        .containsExactly("tcp 192.0.2.10:80", "tcp 192.0.2.10:81", "tcp 192.0.2.10:82");
    assertThat(plain.packetRules().peers()).isEmpty();
  }

  @Test
  void aDirectorThatReachesItsRealServersByARouterIsToldSo() throws IOException {
    Config config = example("cluster.yaml");
    ClusterHost routed =
        new ClusterHost() {
          @Override
          public Optional<String> device(Ip ip) {
            return ip.equals(Ip.parse("192.0.2.2")) ? Optional.of("eth1") : Optional.empty();
          }

          @Override
          public Optional<Ip> router(Ip other) {
            return Optional.of(Ip.parse("192.0.2.1"));
          }

          @Override
          public List<String> peers(String service, String device, List<Ip> directors) {
            return List.of();
          }
        };
    assertThatThrownBy(() -> config.on(routed))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            ":7:20: real-servers: this director reaches 192.0.2.11 by the router 192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({
    "cluster.yaml, 192.0.2.2",
    "cluster.yaml, 192.0.2.11",
    "cluster-nat.yaml, 192.0.2.2",
    "cluster-pair.yaml, 192.0.2.21"
  })
  void theTextOfAHostReadsBackAsItsServices(String example, String host) throws IOException {
    Config config = example(example);
    ClusterHost at = ClusterHost.at(Ip.parse(host));
    List<Service> again = read(config.text(at)).services();
    List<Service> services = config.on(at);
    assertThat(services).isNotEmpty();
    assertThat(again).hasSameSizeAs(services);
    for (int i = 0; i < services.size(); i++) {
      Service one = services.get(i);
      Service other = again.get(i);
      assertThat(other.name()).isEqualTo(one.name());
      assertThat(other.profile().name()).isEqualTo(one.profile().name());
      assertThat(other.ranges()).hasToString(one.ranges().toString());
      assertThat(other.packetRules()).isEqualTo(one.packetRules());
      assertThat(other.balancing().virtualServers())
          .extracting(server -> server.service() + " " + server.servers())
          .isEqualTo(
              one.balancing().virtualServers().stream()
                  .map(server -> server.service() + " " + server.servers())
                  .toList());
    }
  }
}
