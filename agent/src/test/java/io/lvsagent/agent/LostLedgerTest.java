package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host on which VIPs are up that no ledger explains: it was lost, or a script put them there. */
final class LostLedgerTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10 --vip 2001:db8::10";

  private void loseTheLedger() {
    try (Stream<Path> all = Files.walk(lab.first().state())) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isLocal(String ip) {
    return host()
        .sh("ip route get " + ip + " from " + ip + " 2>/dev/null || true")
        .contains("local");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dr",
        "dr-many",
        "director-dr --device eth0",
        "director-nat --device eth0 --uplink eth0"
      })
  void aStopThatRemovesVipsTakesThemAfterAnotherStart(String profile) {
    String service = "--profile " + profile + " --vip 192.0.2.10 --vip 2001:db8::10";
    String start = "start " + (profile.startsWith("director") ? "--takeover " : "") + service;
    ok(start);
    loseTheLedger();
    ok(start);
    ok("stop --remove-vips " + service);
    assertThat(host().sh("ip addr; ip route show table all; ip -6 route show table all"))
        .doesNotContain("192.0.2.10", "2001:db8::10", "proto 76");
    assertThat(lab.agent("status " + service).exit()).isEqualTo(3);
  }

  @Test
  void aStopSaysThatTheVipIsLeftAndTheNextOneRemovesIt() {
    ok("start " + WEB);
    loseTheLedger();
    assertThat(ok("start " + WEB).err())
        .contains("VIP 192.0.2.10 and 1 more: on this host before lvs-agent")
        .contains("lvs-agent adopt takes it over");
    Run stop = ok("-o json stop " + WEB);
    assertThat(Json.of(stop.out()).objects("services").get(0).text("state")).isEqualTo("leftovers");
    assertThat(isLocal("192.0.2.10")).isTrue();
    assertThat(lab.agent("status " + WEB).exit()).isEqualTo(150);
    ok("stop --remove-vips " + WEB);
    assertThat(isLocal("192.0.2.10")).isFalse();
    assertThat(lab.agent("status " + WEB).exit()).isEqualTo(3);
  }

  /** Without a config, stop knows a service by its name alone. */
  @Test
  void whatIsUpGoesWithoutAConfigToo() throws IOException {
    Path config = lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10]}}");
    host().ip("addr add 192.0.2.10/32 dev lo");
    ok("-c " + config + " start");
    Files.delete(config);
    ok("-c " + config + " stop web --remove-vips");
    assertThat(isLocal("192.0.2.10")).isFalse();
  }

  @Test
  void aVipThatStaysInAnotherFormIsAnIncompleteStop() {
    ok("start " + WEB);
    host().ip("addr add 192.0.2.10/24 dev eth0");
    Run stop = lab.agent("stop --remove-vips " + WEB);
    assertThat(stop.exit()).isEqualTo(70);
    assertThat(stop.err()).contains("192.0.2.10 of service dr is local in a form that lvs-agent");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(lab.agent("stop --force --remove-vips " + WEB).exit()).isEqualTo(70);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    host().ip("addr del 192.0.2.10/24 dev eth0");
    ok("stop --remove-vips " + WEB);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("0");
  }

  /** What keepalived holds is its own to remove. */
  @Test
  void aVipOfExternalAddressesIsNoLeftoverAndIsNotRemoved() {
    String yaml =
        "services: {lb: {profile: director-dr, device: eth0, vips: [192.0.2.10], addresses: external}}";
    Path config = lab.first().config(yaml);
    host().ip("addr add 192.0.2.10/32 dev eth0");
    ok("-c " + config + " start");
    Run stop = ok("-c " + config + " stop");
    assertThat(stop.out()).contains("lb  stopped");
    assertThat(stop.err()).doesNotContain("--remove-vips");
    ok("-c " + config + " start");
    ok("-c " + config + " stop --remove-vips");
    assertThat(host().sh("ip addr show eth0")).contains("192.0.2.10/32");
  }

  @Test
  void aVipThatAnotherServiceNeedsStays() {
    ok("start " + WEB);
    ok("start --name other " + WEB);
    ok("stop --remove-vips " + WEB);
    assertThat(isLocal("192.0.2.10")).isTrue();
    ok("verify --name other " + WEB);
  }

  @Test
  void whatOnlyTheLedgerHasIsAChangeOfThePlan() {
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isEqualTo(2);
    ok("start " + WEB);
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isZero();
    loseTheLedger();
    Run plan = lab.agent("plan --exit-code " + WEB);
    assertThat(plan.exit()).isEqualTo(2);
    assertThat(plan.out()).isEmpty();
    assertThat(plan.err()).contains("only the ledger changes: service dr will be recorded as up");
    assertThat(Json.of(ok("-o json start --dry-run " + WEB).out()).is("changed")).isTrue();
    assertThat(Json.of(ok("-o json start " + WEB).out()).is("changed")).isTrue();
    assertThat(Json.of(ok("-o json start " + WEB).out()).is("changed")).isFalse();
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isZero();
  }

  @Test
  void aServiceThatIsRenamedInTheConfigIsAChangeOfThePlan() {
    String yaml = "services: {%s: {profile: dr, vips: [192.0.2.10]}}";
    Path config = lab.first().config(yaml.formatted("old"));
    ok("-c " + config + " start");
    lab.first().config(yaml.formatted("new"));
    Run plan = lab.agent("-c " + config + " plan --exit-code");
    assertThat(plan.exit()).isEqualTo(2);
    assertThat(plan.err()).contains("new will be recorded as up", "old will be forgotten");
    ok("-c " + config + " start");
    assertThat(lab.agent("-c " + config + " plan --exit-code").exit()).isZero();
  }

  /** A device that comes changes what is needed, and nothing that anybody has to start for. */
  @Test
  void aDeviceThatComesIsNoChangeOfThePlan() {
    ok("start " + WEB);
    host().ip("link add late type veth peer name far");
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isZero();
  }

  @Test
  void adoptStartsNothingOfWhichNothingIsThere() {
    Snapshot before = Snapshot.of(host());
    assertThat(ok("adopt " + WEB).err())
        .contains("nothing to adopt: ", "not in sync yet: dr; run lvs-agent start next");
    assertThat(lab.agent("status " + WEB).exit()).isEqualTo(3);
    assertThat(changed(before)).isEmpty();
  }

  /** As scripts leave it: the route has no source, and the IPv6 address a lifetime. */
  @Test
  void adoptSaysWhatToRunNextAndWhatStays() {
    for (String device : List.of("all", "lo")) {
      host().conf(device, "arp_ignore", 1);
      host().conf(device, "arp_announce", 2);
    }
    Snapshot before = Snapshot.of(host());
    host()
        .ip(
            "addr add 192.0.2.10/32 dev lo label lo:0",
            "route add 192.0.2.10/32 dev lo",
            "addr add 2001:db8::10/128 dev lo nodad");
    assertThat(ok("adopt " + WEB).err())
        .contains("adopted address lo 192.0.2.10/32 and 2 more")
        .contains("stop will leave these parameters")
        .contains("sysctl net/ipv4/conf/all/arp_ignore, sysctl net/ipv4/conf/all/arp_announce")
        .contains("not in sync yet: dr; run lvs-agent start next");
    ok("start " + WEB);
    ok("verify --strict " + WEB);
    assertThat(ok("adopt " + WEB).err()).doesNotContain("not in sync");
    ok("stop " + WEB);
    assertThat(changed(before)).isEmpty();
  }
}
