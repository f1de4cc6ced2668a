package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stop: what it needs, undoes and leaves; and restart, which is a stop and a start. */
final class StopTest extends OnOneHost {
  private static final String TWO =
      """
      services:
        web: {profile: dr, vips: [192.0.2.10]}
        mail: {profile: dr, vips: [192.0.2.20]}
      """;
  private static final String WEB = "services: {web: {profile: dr, vips: [192.0.2.10]}}\n";

  private String vips() {
    return host().sh("ip -4 addr show lo");
  }

  @Test
  void stopNeedsNoConfig() throws IOException {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    Files.delete(config);
    ok("-c " + config + " stop web");
    assertThat(vips()).contains("192.0.2.20/32").doesNotContain("192.0.2.10");
    ok("stop mail");
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"services: [", "services: {web: {profile: dr, vips: [1.2.3]}}"})
  void stopOfWhatTheLedgerKnowsNeedsNoSoundConfig(String broken) {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    lab.first().config(broken);
    ok("-c " + config + " stop web mail");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void stopUndoesWhatWasStartedAndNotWhatTheConfigHasNow() {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    lab.first().config(TWO.replace("192.0.2.10", "192.0.2.11"));
    ok("-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void stopOfWhatWasNeverStartedIsDone() {
    Path config = lab.first().config(TWO);
    Snapshot before = Snapshot.of(host());
    ok("-c " + config + " stop");
    ok("-c " + config + " stop web");
    ok("stop --profile dr --vip 192.0.2.10");
    ok("stop --all");
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "services: [", "services: {web: {profile: dr, vips: [1.2.3]}}"})
  void stopGoesOnByTheLedgerWithoutASoundConfig(String broken) throws IOException {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    ok("start --profile dr --vip 192.0.2.30");
    if (broken.isEmpty()) {
      Files.delete(config);
    } else {
      lab.first().config(broken);
    }
    assertThat(lab.agent("-c " + config + " status").exit()).isZero();
    Run run = ok("-c " + config + " stop");
    assertThat(run.err()).contains(config.toString(), "going on by the ledger").hasLineCount(1);
    assertThat(vips()).contains("192.0.2.30").doesNotContain("192.0.2.10", "192.0.2.20");
    ok("stop --all");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void stopOfWhatWasNeverStartedNeedsNothing() {
    Snapshot before = Snapshot.of(host());
    ok("stop --profile director-dr --device eth9 --vip 192.0.2.10");
    host().sh("echo 1 >/proc/sys/net/ipv6/conf/lo/disable_ipv6");
    ok("stop --profile dr --vip 2001:db8::10");
    host().sh("echo 0 >/proc/sys/net/ipv6/conf/lo/disable_ipv6");
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " label lo:mine"})
  void aVipThatWasPutBackWithAnotherLabelGoes(String label) {
    Snapshot before = Snapshot.of(host());
    ok("start --profile dr --vip 192.0.2.10");
    host().ip("addr del 192.0.2.10/32 dev lo", "addr add 192.0.2.10/32 dev lo" + label);
    ok("stop --profile dr --vip 192.0.2.10");
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "addr add 192.0.2.10/24 dev eth0",
        "addr add 192.0.2.10/32 dev eth0",
        "addr add 192.0.2.10/31 dev lo",
        "route add local 192.0.2.10 dev lo",
        "route add local 192.0.2.0/28 dev lo"
      })
  void stopFindsAVipInAnyForm(String form) {
    host().ip(form);
    Snapshot before = Snapshot.of(host());
    for (String option : new String[] {"", " --remove-vips"}) {
      Run run = lab.agent("stop --profile dr --vip 192.0.2.10" + option);
      assertThat(run.exit()).as(option).isEqualTo(70);
      assertThat(run.err()).contains("192.0.2.10 of service").hasLineCount(1);
      assertThat(changed(before)).as(option).isEmpty();
    }
  }

  @Test
  void stopOfANameThatNobodyKnowsIsRefused() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " stop wbe");
    assertThat(run.exit()).isEqualTo(64);
    assertThat(run.err()).contains("wbe", "web, mail").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void stopOfAVipThatNoLedgerExplainsPointsToAdopt() {
    host().ip("addr add 192.0.2.10/32 dev lo");
    Path config = lab.first().config(WEB);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " stop");
    assertThat(run.exit()).isEqualTo(70);
    assertThat(run.err()).contains("192.0.2.10/32", "adopt", "--remove-vips").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
    assertThat(ok("-c " + config + " adopt").err())
        .startsWith("lvs-agent: adopted address lo 192.0.2.10/32\n")
        .endsWith("lvs-agent: not in sync yet: web; run lvs-agent start next\n");
    assertThat(changed(before)).isEmpty();
    assertThat(ok("-c " + config + " adopt").err()).startsWith("lvs-agent: nothing to adopt: ");
    ok("-c " + config + " stop");
    assertThat(vips()).doesNotContain("192.0.2.10");
  }

  @Test
  void removeVipsRemovesThemWithoutAdopting() {
    Snapshot before = Snapshot.of(host());
    host().ip("addr add 192.0.2.10/32 dev lo", "route add 192.0.2.10/32 dev lo src 192.0.2.10");
    Path config = lab.first().config(WEB);
    Run run = ok("-c " + config + " stop --remove-vips");
    assertThat(run.out()).contains("address del 192.0.2.10/32");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void downByHandIsExpectedUntilTheNextStart() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    ok("-c " + config + " stop web");
    assertThat(lab.agent("-c " + config + " verify").exit()).isZero();
    assertThat(lab.agent("-c " + config + " status web").exit()).isEqualTo(3);
    host().ip("addr add 192.0.2.10/32 dev lo");
    Run verify = lab.agent("-c " + config + " verify");
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("192.0.2.10/32", "stopped");
    host().ip("addr del 192.0.2.10/32 dev lo");
    ok("-c " + config + " start");
    assertThat(vips()).contains("192.0.2.10/32");
    ok("-c " + config + " stop");
    assertThat(lab.agent("-c " + config + " verify").exit()).isZero();
  }

  @Test
  void startUnlessStoppedMendsTheRestAndReportsWhatItLeaves() {
    Path config = lab.first().config(TWO);
    String mend = "-c " + config + " start --unless-stopped";
    assertThat(ok(mend).err()).isEmpty();
    ok("-c " + config + " stop web");
    host().ip("addr flush dev lo label lo:1");
    assertThat(vips()).doesNotContain("192.0.2.10/32", "192.0.2.20/32");
    assertThat(ok(mend + " --dry-run").out()).contains("192.0.2.20").doesNotContain("192.0.2.10");
    assertThat(ok(mend).err())
        .isEqualTo("lvs-agent: left stopped, because they were stopped by hand: web\n");
    assertThat(vips()).contains("192.0.2.20/32").doesNotContain("192.0.2.10/32");
    ok("-c " + config + " verify");
    assertThat(ok(mend + " web").out()).isEmpty();
    lab.first().config(WEB);
    ok(mend);
    assertThat(vips()).doesNotContain("192.0.2.10/32", "192.0.2.20/32");
    ok("-c " + config + " start");
    assertThat(vips()).contains("192.0.2.10/32");
    assertThat(ok(mend).err()).isEmpty();
  }

  @Test
  void restartWithABrokenConfigLeavesEverythingUp() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    Snapshot up = Snapshot.of(host());
    lab.first().config(TWO.replace("profile: dr", "profile: rd"));
    assertThat(lab.agent("-c " + config + " restart").exit()).isEqualTo(78);
    lab.first().config(TWO.replace("vips: [192.0.2.20]", "vips: [192.0.2.20], uplinks: [no0]"));
    assertThat(lab.agent("-c " + config + " restart").exit()).isEqualTo(69);
    assertThat(changed(up)).isEmpty();
    lab.first().config(TWO);
    ok("-c " + config + " restart");
    assertThat(changed(up)).isEmpty();
  }

  @Test
  void aRestartEndsWhereAStopAndAStartWould() {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    Snapshot up = Snapshot.of(host());
    host().conf("all", "arp_ignore", 8);
    ok("-c " + config + " restart web");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    ok("-c " + config + " restart");
    assertThat(up.of("ip").differencesTo(Snapshot.of(host()).of("ip"))).isEmpty();
    ok("-c " + config + " verify");
    ok("-c " + config + " stop");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("8");
    host().conf("all", "arp_ignore", 0);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aRestartReportsWhatItsStopReports() {
    Path config = lab.first().config(WEB);
    ok("-c " + config + " start");
    host().conf("all", "arp_announce", 1);
    host().ip("addr add 192.0.2.77/32 dev lo");
    Run restart = ok("-c " + config + " restart");
    assertThat(restart.err()).contains("all/arp_announce is left at 1", "all/arp_ignore stays: ");
    assertThat(restart.err().lines()).doesNotHaveDuplicates();
    ok("-c " + config + " verify");
  }
}
