package io.lvsagent.agent.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two services of one config that use the same entry of the IPVS table. */
final class ConfigConflictsTest {
  private static final String HTTP = "virtual-servers: [{tcp: 80, real-servers: [10.0.0.5]}]";
  private static final String HTTPS = "virtual-servers: [{tcp: 443}]";

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("lvs.yaml");
  }

  private List<Service> services(String one, String two) throws IOException {
    Files.writeString(
        file(),
        """
        services:
          one:
            profile: director-dr
            device: eth0
            vips: [192.0.2.10-192.0.2.12]
            %s
          two:
            profile: director-dr
            device: eth0
            vips: [192.0.2.12]
            %s
        """
            .formatted(one, two));
    return Config.read(file(), uid -> true).services();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "scheduler: rr | 11:29 | tcp: | ipvs service tcp 192.0.2.12:80: wlc against rr",
        "persistent: 50 | 11:29 | tcp: | ipvs service tcp 192.0.2.12:80: wlc against wlc persistent"
            + " 50 mask 32",
        "`real-servers: [10.0.0.4, {rip: 10.0.0.5, weight: 3}]` | 11:64 | rip:"
            + " | ipvs server tcp 192.0.2.12:80 10.0.0.5:80: direct weight 1 against direct weight 3"
      })
  void ofOneMatchExcludeEachOther(String more, String at, String under, String what)
      throws IOException {
    isRefused(
        services(HTTP, "virtual-servers: [{tcp: 80, " + more + "}]"), at + ": " + under, what);
  }

  @Test
  void namesTheEntryThatHasTheAddressOrTheMark() throws IOException {
    isRefused(
        services(HTTP, "virtual-servers: [{tcp: 443}, {tcp: \"192.0.2.12:80\", scheduler: rr}]"),
        "11:41: tcp:",
        "ipvs service tcp 192.0.2.12:80: wlc against rr");
    isRefused(
        services(
            "virtual-servers: [{fwmark: 1, family: ipv4}]",
            "virtual-servers: [{tcp: 80}, {fwmark: 1, family: ipv4, one-packet: true}]"),
        "11:43: fwmark:",
        "ipvs service fwmark 1: wlc against wlc flag one_packet");
  }

  @Test
  void timeoutsAndDaemonsThereIsOneOfForAll() throws IOException {
    isRefused(
        services(
            HTTP + "\n    timeouts: {tcp: 900, udp: 60}",
            HTTPS + "\n    timeouts: {tcp: 900, udp: 30}"),
        "13:15: timeouts:",
        "ipvs timeout udp: 60 against 30");
    isRefused(
        services(
            HTTP + "\n    sync: {master: {interface: eth1, id: 1}}",
            HTTPS
                + "\n    sync: {backup: {interface: eth1, id: 2}, master: {interface: eth2, id: 1}}"),
        "13:66: interface:",
        "ipvs daemon master: dev eth1 id 1 against dev eth2 id 1");
  }

  @Test
  void parametersThatBothNameExcludeEachOther() throws IOException {
    String row = "sysctls: {%s: %d}";
    isRefused(
        services(row.formatted("net/ipv4/ip_forward", 1), row.formatted("net.ipv4.ip_forward", 0)),
        "7:3: services:",
        "sysctl net/ipv4/ip_forward: 1 against 0");
    isRefused(
        services(
            row.formatted("net/ipv4/conf/eth0/rp_filter", 1),
            row.formatted("\"net/ipv4/conf/{device}/rp_filter\"", 0)),
        "7:3: services:",
        "sysctl net/ipv4/conf/eth0/rp_filter: 1 against 0");
    isRefused(
        services("masquerade: [10.0.0.0/24]", row.formatted("net/ipv4/ip_forward", 0)),
        "7:3: services:",
        "sysctl net/ipv4/ip_forward: 1 against 0");
  }

  /** The message is the same whether or not the facts of the host are known. */
  private void isRefused(List<Service> services, String place, String what) {
    String message =
        file()
            + ":"
            + place
            + " services one and two exclude each other on "
            + what
            + ": configure the same in both";
    ConfigException checked =
        catchThrowableOfType(ConfigException.class, () -> ConfigConflicts.requireNone(services));
    assertThat(checked).hasMessage(message);
    FakeHost host = new FakeHost(folder.resolve("sys"));
    for (String device : List.of("eth0", "eth1", "eth2")) {
      host.device(device, "veth", 1);
    }
    RunRequest start = RunRequest.start(services, List.of(), Drains.KEPT);
    ConfigException started =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                PreparedRun.of(
                    new HostChecks(host.kernel(), Ledger.EMPTY), Ledger.EMPTY, start, List.of()));
    assertThat(started).hasMessage(message);
  }

  @Test
  void servicesThatAgreeAreNoConflict() throws IOException {
    String more = "\n    timeouts: {%s}\n    sync: {%s: {interface: eth1, id: 1}}\n    weights: %s";
    List<Service> services =
        services(
            HTTP + more.formatted("tcp: 900", "master", "managed"),
            "virtual-servers: [{tcp: 80, real-servers: [{rip: 10.0.0.5, weight: 7}, 10.0.0.6]}]"
                + more.formatted("tcp: 900, udp: 60", "backup", "initial"));
    assertThatCode(() -> ConfigConflicts.requireNone(services)).doesNotThrowAnyException();
  }
}
