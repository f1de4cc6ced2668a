package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host on which not everything may be written: that is noticed before anything is changed. */
final class PermissionsTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10 --vip 192.0.2.11";
  private static final String LB = "--profile director-dr --device eth0 --vip 192.0.2.10";
  private static final String READ_ONLY =
      "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\"";
  private static final String WITHOUT_NET_ADMIN =
      "exec setpriv --bounding-set -net_admin --inh-caps -net_admin \"$@\"";

  private Run readOnly(String words) {
    return lab.first().shell(READ_ONLY, words);
  }

  private void preset(String... devices) {
    for (String device : devices) {
      host().conf(device, "arp_ignore", 1);
      host().conf(device, "arp_announce", 2);
    }
  }

  private void isRefused(Run run, Snapshot before, String... words) {
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(77);
    assertThat(run.err()).contains(words).hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "restart"})
  void readOnlyParametersAreReportedBeforeAnythingIsChanged(String verb) {
    Snapshot before = Snapshot.of(host());
    Run run = readOnly(verb + " " + WEB);
    isRefused(run, before, "net/ipv4/conf/all/arp_ignore", "Read-only file system");
    ok("start " + WEB);
    ok("stop " + WEB);
  }

  @Test
  void readOnlyParametersThatAreRightAlreadyDoNotMatter() {
    preset("all", "lo");
    Run run = readOnly("start " + WEB);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
  }

  @Test
  void readOnlyParametersWithoutEffectOnTheWireAreANote() {
    preset("all");
    Snapshot before = Snapshot.of(host());
    Run run = readOnly("start " + WEB);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("dr  up  ").doesNotContain("sysctl");
    assertThat(run.err())
        .contains("/proc/sys is read-only", "sysctl net/ipv4/conf/lo/arp_ignore and 1 more")
        .hasLineCount(1);
    assertThat(readOnly("plan " + WEB).out()).isEmpty();
    assertThat(readOnly("start " + WEB).err()).isEmpty();
    assertThat(readOnly("status " + WEB).exit()).isZero();
    Run verify = readOnly("verify " + WEB);
    assertThat(verify.exit()).isZero();
    assertThat(verify.out())
        .contains("cosmetic sysctl net/ipv4/conf/lo/arp_ignore is 0")
        .contains("it stays, because /proc/sys is read-only; no effect on the wire");
    assertThat(readOnly("restart " + WEB).exit()).isZero();
    assertThat(readOnly("stop " + WEB).exit()).isZero();
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aDirectorThatMayNotForwardIsUp() {
    Snapshot before = Snapshot.of(host());
    assertThat(readOnly("start --takeover " + LB).exit()).isZero();
    assertThat(host().sh("ip -4 addr show eth0")).contains("192.0.2.10/32");
    assertThat(readOnly("stop " + LB).exit()).isZero();
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "restart"})
  void readOnlyParametersOfAServiceThatIsUpAreReportedWithoutAnInterruption(String verb) {
    ok("start " + WEB);
    Snapshot up = Snapshot.of(host());
    isRefused(readOnly(verb + " " + WEB), up, "Read-only file system");
    assertThat(readOnly("--trace " + verb + " " + WEB).writes()).isEmpty();
    ok("stop " + WEB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "stop", "restart"})
  void withoutTheCapabilityForAddressesNothingIsWritten(String verb) {
    if (!verb.equals("start")) {
      ok("start " + WEB);
    }
    Snapshot before = Snapshot.of(host());
    Run run = lab.first().shell(WITHOUT_NET_ADMIN, "--trace " + verb + " " + WEB);
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(77);
    assertThat(run.writes()).isEmpty();
    assertThat(run.err()).contains("EPERM (Operation not permitted)");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void withoutTheCapabilityForAddressesWhatIsInSyncIsWell() {
    ok("start " + WEB);
    assertThat(lab.first().shell(WITHOUT_NET_ADMIN, "start " + WEB).exit()).isZero();
  }
}
