package io.lvsagent.profiles.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.profiles.config.Cases;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilationTest {
  @TempDir Path folder;

  private static Service real(String profile, List<String> uplinks, String... vips) {
    return new CommandLineService(
            profile, List.of(vips), uplinks, Optional.empty(), Optional.empty(), Optional.of("web"))
        .service();
  }

  private static Service director(String device) {
    return new CommandLineService(
            "director-dr",
            List.of("192.0.2.10"),
            List.of(),
            Optional.of(device),
            Optional.empty(),
            Optional.of("lb"))
        .service();
  }

  private static List<String> rpFilters(String all, String eth0) {
    Map<String, String> values =
        Map.of("net/ipv4/conf/all/rp_filter", all, "net/ipv4/conf/eth0/rp_filter", eth0);
    return Lines.of(real("tun", List.of(), "192.0.2.10"), Hosts.with(values)).stream()
        .filter(line -> line.contains("eth0/rp_filter"))
        .toList();
  }

  @Test
  void aMissingUplinkIsReported() {
    Service service = real("dr", List.of("eth0", "eth9"), "192.0.2.10");
    assertThatThrownBy(() -> Demands.of(service, Hosts.oneOfEach()))
        .isInstanceOfSatisfying(
            HostRequirementException.class,
            e -> assertThat(e.missing()).isEqualTo(HostRequirementException.Missing.DEVICE))
        .hasMessage("device eth9, uplink of service web, does not exist on this host");
  }

  @Test
  void aMissingDirectorDeviceIsReported() {
    assertThatThrownBy(() -> Demands.of(director("eth9"), Hosts.oneOfEach()))
        .isInstanceOf(HostRequirementException.class)
        .hasMessage("device eth9, device of service lb, does not exist on this host");
  }

  @Test
  void aPortIsRefusedAndItsMasterNamed() {
    Service service = real("dr", List.of("eth2"), "192.0.2.10");
    assertThatThrownBy(() -> Demands.of(service, Hosts.oneOfEach()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--uplink: \"eth2\" is a port of br0, which receives its packets: name br0 instead");
    assertThatThrownBy(() -> Demands.of(director("eth2"), Hosts.oneOfEach()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--device: \"eth2\" is a port of br0, which receives its packets: name br0 instead");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wg0", "lo"})
  void aDeviceWithoutArpHasNoNeighbours(String device) throws IOException {
    String service =
        "services:\n"
            + "  lb: {profile: director-dr, device: "
            + device
            + ", vips: [192.0.2.10], routes: [192.168.1.1]";
    Path routed = Cases.safe(folder.resolve("routed.yaml"), service + "}\n");
    Path known =
        Cases.safe(
            folder.resolve("known.yaml"),
            service + ", neighbours: {192.168.1.1: 02:00:00:00:00:21}}\n");
    Service fine = Config.read(routed, owner -> true).services().get(0);
    assertThat(Demands.of(fine, Hosts.oneOfEach()).routes()).hasSize(2);
    Service lost = Config.read(known, owner -> true).services().get(0);
    assertThatThrownBy(() -> Demands.of(lost, Hosts.oneOfEach()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            known
                + ":2:38: device: \""
                + device
                + "\" does not do ARP, so it has no neighbours: name another");
  }

  @Test
  void aPortOfAVrfIsItsOwnDevice() {
    Service service = real("dr", List.of("eth0.100"), "192.0.2.10");
    assertThat(Lines.of(service, Hosts.oneOfEach()))
        .contains("sysctl net/ipv4/conf/eth0.100/arp_ignore = 1 or 0 or 2, leak")
        .contains("sysctl net/ipv4/conf/eth0/arp_ignore is 1 or 0 or 2, leak");
  }

  @Test
  void noDeviceIsRaisedUnlessAllIsLowered() {
    assertThat(rpFilters("0", "0")).isEmpty();
    assertThat(rpFilters("2", "0")).isEmpty();
    assertThat(rpFilters("not a number", "0")).isEmpty();
  }

  @Test
  void ifAllIsLoweredADeviceGetsTheLargerOfBothValues() {
    assertThat(rpFilters("1", "0"))
        .containsExactly("sysctl net/ipv4/conf/eth0/rp_filter = 1 or 2, broken");
    assertThat(rpFilters("1", "2"))
        .containsExactly("sysctl net/ipv4/conf/eth0/rp_filter = 2 or 1, broken");
    assertThat(rpFilters("3", "1"))
        .containsExactly("sysctl net/ipv4/conf/eth0/rp_filter = 3 or 1 or 2, broken");
    assertThat(rpFilters("-1", "-2"))
        .containsExactly("sysctl net/ipv4/conf/eth0/rp_filter = -1 or 1 or 2, broken");
  }

  @Test
  void aMissingSyncInterfaceIsReported() throws IOException {
    Service service = only("sync: {master: {interface: eth9}}", "{tcp: 80}");
    assertThatThrownBy(() -> Demands.of(service, Hosts.oneOfEach()))
        .isInstanceOf(HostRequirementException.class)
        .hasMessage("device eth9, sync interface of service lb, does not exist on this host");
  }

  @Test
  void virtualServersOn65536VipsCompile() throws IOException {
    Service service =
        only("weights: initial", "{tcp: [80, 443], real-servers: [192.0.2.21, 192.0.2.22]}");
    Demands demands = Demands.of(service, Hosts.oneOfEach());
    assertThat(demands.virtualServices()).hasSize(131_072).doesNotHaveDuplicates();
    assertThat(demands.realServers()).hasSize(262_144).doesNotHaveDuplicates();
  }

  private Service only(String key, String virtualServer) throws IOException {
    Path file =
        Cases.safe(
            folder.resolve("lb.yaml"),
            "services:\n  lb:\n    profile: director-dr\n    device: eth0\n"
                + "    vips: [10.0.0.0-10.0.255.255]\n    "
                + key
                + "\n    virtual-servers: ["
                + virtualServer
                + "]\n");
    return Config.read(file, owner -> true).services().get(0);
  }

  @Test
  void aServiceWith65536VipsCompiles() {
    Service service = real("dr-many", List.of(), "10.0.0.0-10.0.255.255");
    assertThat(Demands.of(service, Hosts.oneOfEach()).routes()).hasSize(65_536);
    assertThat(service.vips()).hasSize(65_536).doesNotHaveDuplicates();
  }
}
