package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several services share a host with each other, and with the values of others. */
final class SharingTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10 --name web";
  private static final String MAIL = "--profile dr --vip 192.0.2.20 --name mail";
  private static final String LB = "--profile director-dr --vip 192.0.2.10 --device eth0 --name lb";
  private static final String TWO =
      """
      services:
        web: {profile: dr, vips: [192.0.2.10]}
        mail: {profile: dr, vips: [192.0.2.20]}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"web mail", "mail web"})
  void aSharedParameterIsRestoredWithTheLastService(String order) {
    host().conf("all", "arp_ignore", 3);
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    String[] names = order.split(" ");
    ok("-c " + config + " stop " + names[0]);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(ok("-c " + config + " status " + names[1]).out()).contains(names[1] + "  up");
    ok("-c " + config + " stop " + names[1]);
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void servicesOfTwoOriginsShareAsThoseOfOneDo(boolean configFirst) {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10]}}");
    ok("-c " + config + " start");
    ok("start " + MAIL);
    assertThat(ok("-c " + config + " verify").exit()).isZero();
    ok(configFirst ? "-c " + config + " stop" : "stop " + MAIL);
    assertThat(host().conf("all", "arp_announce")).isEqualTo("2");
    assertThat(host().sh("ip -4 addr show lo"))
        .contains(configFirst ? "192.0.2.20/32" : "192.0.2.10/32")
        .doesNotContain(configFirst ? "192.0.2.10/32" : "192.0.2.20/32");
    ok(configFirst ? "stop " + MAIL : "-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void theSameVipOfTwoServicesStaysWithTheSecond() {
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    ok("start --profile dr --vip 192.0.2.10 --vip 192.0.2.20 --name mail");
    assertThat(ok("stop " + WEB).err()).isEmpty();
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/32", "192.0.2.20/32");
    ok("verify " + WEB);
    ok("verify --profile dr --vip 192.0.2.10 --vip 192.0.2.20 --name mail");
    ok("stop --profile dr --vip 192.0.2.10 --name never-started");
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
    ok("stop mail");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void servicesThatExcludeEachOtherAreBothNamedAndNothingIsChanged() {
    Path config =
        lab.first()
            .config(
                """
                services:
                  web: {profile: dr, vips: [192.0.2.10]}
                  loud: {profile: dr, vips: [192.0.2.20],
                         sysctls: {net/ipv4/conf/all/arp_ignore: 0}}
                """);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).contains("web", "loud", "net/ipv4/conf/all/arp_ignore").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aServiceThatExcludesARunningOneIsRefusedAndBothAreNamed() {
    ok("start " + WEB);
    Path config =
        lab.first()
            .config(
                """
                services:
                  loud: {profile: dr, vips: [192.0.2.20],
                         sysctls: {net/ipv4/conf/all/arp_ignore: 0}}
                """);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).contains("web", "loud").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
    ok("stop " + WEB);
    ok("-c " + config + " start");
  }

  @Test
  void aValueThatSomebodyElseChangedIsLeftAndReported() {
    ok("start " + WEB);
    host().conf("all", "arp_announce", 1);
    Run run = ok("stop " + WEB);
    assertThat(run.err()).contains("conf/all/arp_announce is left at 1").hasLineCount(1);
    assertThat(host().conf("all", "arp_announce")).isEqualTo("1");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("0");
    assertThat(ok("stop " + WEB).err()).isEmpty();
  }

  @Test
  void aForeignValueThatStartOverwritesIsRestored() {
    ok("start " + WEB);
    host().conf("all", "arp_ignore", 8);
    Run again = ok("start " + WEB);
    assertThat(again.out()).contains("net/ipv4/conf/all/arp_ignore=1");
    ok("stop " + WEB);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("8");
  }

  @Test
  void aVipThatWasThereBeforeStaysAndIsListed() {
    host().ip("addr add 192.0.2.10/32 dev lo label lo:old");
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    assertThat(host().sh("ip -4 addr show lo")).contains("lo:old");
    Run run = ok("stop " + WEB);
    assertThat(run.err()).contains("192.0.2.10 stays");
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/32", "lo:old");
    assertThat(lab.agent("status").exit()).isEqualTo(150);
    host().ip("addr del 192.0.2.10/32 dev lo");
    assertThat(ok("stop " + WEB).err()).isEmpty();
    host().ip("addr add 192.0.2.10/32 dev lo label lo:old");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void somebodyElsesVipOnLoKeepsArpQuietUntilItIsGone() {
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    host().ip("addr add 192.0.2.77/32 dev lo");
    Run stopped = ok("stop " + WEB);
    assertThat(stopped.err()).contains("192.0.2.77/32 was added later");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(host().conf("all", "arp_announce")).isEqualTo("2");
    assertThat(host().sh("ip -4 addr show lo")).doesNotContain("192.0.2.10");
    Run status = lab.agent("status");
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.out()).contains("192.0.2.77/32");
    assertThat(lab.agent("stop " + WEB).err()).contains("192.0.2.77/32 was added later");
    host().ip("addr del 192.0.2.77/32 dev lo");
    assertThat(ok("stop " + WEB).err()).isEmpty();
    assertThat(lab.agent("status").exit()).isEqualTo(3);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anAddressThatWasOnLoBeforeKeepsNothing() {
    host().ip("addr add 192.0.2.77/32 dev lo");
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    assertThat(ok("stop " + WEB).err()).isEmpty();
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aBridgeThatCameLaterKeepsForwarding() {
    ok("start " + LB);
    host().ip("link add br0 type bridge");
    Run stopped = ok("stop " + LB);
    assertThat(stopped.err()).contains("ip_forward stays: device br0 was added later");
    assertThat(host().sysctl("net/ipv4/ip_forward")).isEqualTo("1");
    assertThat(host().conf("br0", "forwarding")).isEqualTo("1");
    assertThat(host().conf("all", "send_redirects")).isEqualTo("1");
    assertThat(lab.agent("status").exit()).isEqualTo(1);
    host().ip("link del br0");
    assertThat(ok("stop " + LB).err()).isEmpty();
    assertThat(host().sysctl("net/ipv4/ip_forward")).isEqualTo("0");
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  /** br0 and br3 have our values, br1 has some that somebody wrote, and br2 some of its own. */
  @Test
  void aLaterDeviceIsRestoredWithConfDefault() {
    host().ip("link add br2 type bridge", "addr add 10.9.2.1/24 dev br2");
    host().conf("br2", "send_redirects", 0);
    host().conf("br2", "rp_filter", 2);
    Snapshot before = Snapshot.of(host());
    String ours =
        """
        services:
          lb:
            profile: director-dr
            device: eth0
            vips: [192.0.2.10]
            sysctls: {net/ipv4/conf/default/rp_filter: 2}
        """;
    Path config = lab.first().config(ours);
    ok("-c " + config + " start");
    host().ip("link add br0 type bridge", "addr add 10.9.0.1/24 dev br0");
    host().ip("link add br1 type bridge", "addr add 10.9.1.1/24 dev br1");
    host().conf("br1", "rp_filter", 1);
    assertThat(host().conf("br0", "send_redirects")).isEqualTo("0");
    ok("-c " + config + " verify");
    assertThat(ok("-c " + config + " plan --stop").out())
        .contains("conf/br0/send_redirects=1", "conf/br0/rp_filter=0", "br1/send_redirects=1")
        .doesNotContain("br1/rp_filter", "br2");
    host().ip("link add br3 type bridge");
    ok("-c " + config + " stop --force");
    assertThat(host().conf("br0", "send_redirects")).isEqualTo("1");
    assertThat(host().conf("br3", "send_redirects")).isEqualTo("1");
    assertThat(host().conf("br0", "rp_filter")).isEqualTo("0");
    assertThat(host().conf("br1", "rp_filter")).isEqualTo("1");
    host().ip("link del br0", "link del br1", "link del br3");
    assertThat(changed(before)).isEmpty();
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  @Test
  void aDeviceThatOnlyGotAnotherNameKeepsNothing() {
    host().ip("link add other0 type veth peer name other1");
    ok("start " + LB);
    host().ip("link set other0 name lan0");
    assertThat(ok("stop " + LB).err()).isEmpty();
    assertThat(host().sysctl("net/ipv4/ip_forward")).isEqualTo("0");
    assertThat(host().conf("lan0", "forwarding")).isEqualTo("0");
  }

  @Test
  void forceRestoresAllTheSame() {
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    ok("start --profile director-nat --vip 192.0.2.20 --device eth0 --name lb");
    host().ip("addr add 192.0.2.77/32 dev lo", "link add br0 type bridge");
    ok("stop --all --force");
    host().ip("addr del 192.0.2.77/32 dev lo", "link del br0");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void whatAStopKeepsIsInItsReport() {
    ok("start " + WEB);
    host().ip("addr add 192.0.2.77/32 dev lo");
    Json report = Json.of(ok("-o json stop " + WEB).out());
    assertThat(report.texts("notes", "code")).contains("address-came-later");
    assertThat(report.objects("changes").stream().filter(c -> c.text("result").equals("kept")))
        .extracting(c -> c.text("key"))
        .contains("net/ipv4/conf/all/arp_ignore", "net/ipv4/conf/all/arp_announce");
  }

  @Test
  void verifyIsInSyncAfterOneOfTwoLeft() {
    ok("start " + WEB);
    ok("start --profile dr-uplink --vip 192.0.2.20 --uplink eth0 --name mail");
    ok("stop " + WEB);
    Run verify = lab.agent("verify --profile dr-uplink --vip 192.0.2.20 --uplink eth0 --name mail");
    assertThat(verify.exit()).as(verify.out()).isZero();
  }

  @Test
  void aRouteOfOursIsKnownAsLeftOverWithoutALedger() {
    host().sh("ip link set lo up");
    host().sh("ip route add 198.51.100.1/32 dev lo proto 76");
    Run status = lab.agent("status");
    assertThat(status.exit()).isOne();
    assertThat(status.out()).contains("198.51.100.1/32", "the ledger does not have it");
  }
}
