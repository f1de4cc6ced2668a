package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices with odd names, renamed, made anew, made by the agent, or not there yet. */
final class DevicesTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10";
  private static final String LB = "--profile director-dr --vip 192.0.2.10 --device eth1";

  private void device(String name) {
    host()
        .ip(
            "link add " + name + " type veth peer name far1 netns " + lab.peer().name(),
            "link set " + name + " up");
    lab.peer().ip("link set far1 up");
    host().awaitUp(name);
  }

  @Test
  void aNameWithADotIsOneDevice() {
    device("eth0.100");
    host().conf("eth0.100", "arp_ignore", 3);
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB + " --uplink eth0.100");
    assertThat(host().conf("eth0.100", "arp_ignore")).isEqualTo("1");
    assertThat(host().conf("eth0", "arp_ignore")).isEqualTo("0");
    ok("verify " + WEB + " --uplink eth0.100");
    ok("stop " + WEB);
    assertThat(changed(before)).isEmpty();
  }

  /** A label has up to 15 bytes, and so has the name of a device. */
  @ParameterizedTest
  @ValueSource(strings = {"lan-with-13-by", "lan-with-13-b", "lan-with-15-byt", "a;b|c,d=e"})
  void labelsOfLongAndOddNames(String name) {
    device(name);
    Snapshot before = Snapshot.of(host());
    String lb = "--profile director-dr --vip 192.0.2.10 --device " + name;
    ok("start " + lb);
    assertThat(host().sh("ip -4 -o addr show dev '" + name + "'"))
        .contains(name.length() > 13 ? " " + name + "\\" : name + ":0");
    ok("verify " + lb);
    ok("stop " + lb);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aLoopbackThatIsDownComesUpAndGoesDownAgain() {
    host().ip("link set lo down", "addr del 127.0.0.1/8 dev lo");
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    ok("verify " + WEB);
    ok("stop " + WEB);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aLoopbackWithAnAddressOfOthersStaysUp() {
    host().ip("link set lo down");
    ok("start " + WEB);
    host().ip("addr add 198.51.100.9/32 dev lo");
    assertThat(ok("stop " + WEB).err()).contains("link lo stays: 198.51.100.9 is on it");
    assertThat(host().sh("ip link show lo")).contains("UP");
  }

  @Test
  void aDirectorsDeviceThatGotAnotherNameIsFollowed() {
    device("eth1");
    Snapshot before = Snapshot.of(host());
    ok("start " + LB);
    host().ip("link set eth1 down", "link set eth1 name lan0", "link set lan0 up");
    host().awaitUp("lan0");
    Run verify = lab.agent("verify " + LB);
    assertThat(verify.exit()).as(verify.err()).isEqualTo(69);
    ok("stop " + LB);
    host().ip("link set lan0 down", "link set lan0 name eth1", "link set eth1 up");
    host().awaitUp("eth1");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anUplinkThatGotAnotherNameIsFollowed() {
    device("eth1");
    host().conf("eth1", "arp_ignore", 3);
    ok("start " + WEB);
    host().ip("link set eth1 down", "link set eth1 name lan0", "link set lan0 up");
    assertThat(host().conf("lan0", "arp_ignore")).isEqualTo("1");
    ok("verify " + WEB);
    ok("stop " + WEB);
    assertThat(host().conf("lan0", "arp_ignore")).isEqualTo("3");
  }

  @Test
  void aDirectorsDeviceThatIsMadeAnewIsNamedAndMended() {
    device("eth1");
    ok("start " + LB);
    host().ip("link del eth1");
    assertThat(lab.agent("verify " + LB).exit()).isEqualTo(69);
    device("eth1");
    Run verify = lab.agent("verify " + LB);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("eth1 192.0.2.10/32 is absent");
    ok("start " + LB);
    ok("verify " + LB);
    ok("stop " + LB);
    assertThat(host().sh("ip -4 addr show eth1")).doesNotContain("192.0.2.10");
  }

  /** Except for what the device inherited from conf/default. */
  @Test
  void whatIsOnADeviceThatIsMadeAnewIsNotOurs() {
    device("eth1");
    ok("start " + LB);
    host().ip("link del eth1");
    device("eth1");
    host().conf("eth1", "rp_filter", 2);
    host().ip("addr add 192.0.2.10/32 dev eth1 label eth1:0");
    Run stop = ok("stop " + LB);
    assertThat(stop.err()).contains("192.0.2.10 stays", "device eth1 was added later");
    assertThat(host().sh("ip -4 addr show eth1")).contains("192.0.2.10/32");
    assertThat(host().conf("eth1", "rp_filter")).isEqualTo("2");
    assertThat(host().conf("eth1", "send_redirects")).isEqualTo("1");
  }

  @Test
  void anUplinkThatIsMadeAnewIsChecked() {
    device("eth1");
    ok("start " + WEB);
    host().ip("link del eth1");
    host().conf("default", "arp_ignore", 3);
    device("eth1");
    Run verify = lab.agent("verify " + WEB);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("leak", "conf/eth1/arp_ignore is 3");
    ok("start " + WEB);
    ok("verify " + WEB);
    ok("stop " + WEB);
    assertThat(host().conf("eth1", "arp_ignore")).isEqualTo("3");
  }

  @Test
  void aPortOfABridgeIsNoUplink() {
    device("eth1");
    host().ip("link add br0 type bridge", "link set eth1 master br0", "link set br0 up");
    host().sh("until ip link show br0 | grep -q 'state UP'; do sleep 0.01; done");
    host().conf("eth1", "arp_ignore", 3);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("start " + WEB + " --uplink eth1");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).contains("eth1", "port of br0", "name br0").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
    ok("start " + WEB);
    assertThat(host().conf("eth1", "arp_ignore")).isEqualTo("3");
    ok("stop " + WEB);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anUplinkThatIsTakenOutGoesBackOnlyToASoundValue() {
    device("eth1");
    host().conf("eth0", "arp_ignore", 3);
    Path config =
        lab.first()
            .config(
                "services: {web: {profile: dr-uplink, vips: [192.0.2.10], uplinks: [eth0, eth1]}}");
    ok("-c " + config + " start");
    assertThat(host().conf("eth0", "arp_announce")).isEqualTo("2");
    lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10], uplinks: [eth1]}}");
    ok("-c " + config + " start");
    assertThat(host().conf("eth0", "arp_ignore")).isEqualTo("1");
    assertThat(host().conf("eth0", "arp_announce")).isEqualTo("0");
    ok("-c " + config + " verify");
    ok("-c " + config + " stop");
    assertThat(host().conf("eth0", "arp_ignore")).isEqualTo("3");
  }

  private static final String OWN =
      """
      profiles:
        own: {extends: dr, vip: {device: vip0}, links: {lo: null, vip0: {kind: bridge, up: true}},
              sysctls: {net/ipv4/conf/vip0/arp_filter: 1}}
      services: {web: {profile: own, vips: [192.0.2.10], uplinks: [eth0]}}
      """;

  @Test
  void aDeviceThatWasMadeGoesWithTheLastService() {
    Path config = lab.first().config(OWN);
    Snapshot before = Snapshot.of(host());
    Run start = ok("-c " + config + " start");
    assertThat(start.out()).startsWith("ip link add vip0 type bridge\n");
    ok("-c " + config + " verify");
    assertThat(ok("-c " + config + " plan --stop").out()).endsWith("ip link del vip0\n");
    assertThat(ok("-c " + config + " stop").err()).isEmpty();
    assertThat(changed(before)).isEmpty();
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --force"})
  void aDeviceThatWasMadeAndHasAnAddressOfOthersStays(String force) {
    Path config = lab.first().config(OWN);
    Snapshot before = Snapshot.of(host());
    ok("-c " + config + " start");
    host().ip("addr add 198.51.100.9/24 dev vip0");
    assertThat(ok("-c " + config + " stop" + force).err())
        .contains("device vip0 stays: 198.51.100.9 is on it");
    assertThat(host().sh("ip -4 addr show vip0")).contains("198.51.100.9").doesNotContain("192.0");
    host().ip("addr del 198.51.100.9/24 dev vip0");
    ok("-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aDeviceThatWasThereBeforeStays() {
    host().ip("link add vip0 type bridge", "link set vip0 up", "link set vip0 down");
    Path config = lab.first().config(OWN);
    Snapshot before = Snapshot.of(host());
    ok("-c " + config + " start");
    ok("-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "restart"})
  void waitsForADeviceThatIsNotThereYet(String verb) throws Exception {
    Thread later =
        new Thread(
            () -> {
              try {
                Thread.sleep(700);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              host().meanwhile("link add eth1 up type veth peer name far1");
            });
    later.start();
    Run run = ok(verb + " --wait-device 600 " + LB);
    later.join();
    assertThat(run.out()).contains("192.0.2.10/32 dev eth1");
    Run early =
        lab.agent(
            verb + " --wait-device 0 --profile director-dr --vip 192.0.2.9 --device no0 --name n");
    assertThat(early.exit()).isEqualTo(69);
    assertThat(early.err()).contains("no0", "does not exist").hasLineCount(1);
  }

  @Test
  void aDirectorWaitsForADeviceThatIsDown() throws Exception {
    host().ip("link add eth1 type veth peer name far1", "link set far1 up");
    Snapshot before = Snapshot.of(host());
    Run down = lab.agent("start " + LB);
    assertThat(down.exit()).isEqualTo(69);
    assertThat(down.err()).contains("eth1 is down").hasLineCount(1);
    assertThat(down.out()).isEmpty();
    assertThat(changed(before)).isEmpty();
    Thread later = new Thread(() -> host().meanwhile("link set eth1 up"));
    later.start();
    ok("start --wait-device 600 " + LB);
    later.join();
    ok("stop " + LB);
  }

  /** A device that somebody else made is no reason to fail, whatever its name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\033[31mb",
        "\\055c\\001d",
        "e\\177f",
        "z\\377\\376y",
        "\\355\\262\\200",
        "a=b",
        "default.",
        ".x",
        "*",
        "\\055rf",
        "up",
        "x\\302\\205y",
        "a\\\\b",
        "q\\047u"
      })
  void aNameMayBeAnything(String name) {
    String make =
        "n=$(printf '%s'); ip link add name \"$n\" type veth peer name far1 && ip addr add"
                .formatted(name)
            + " 198.51.100.1/24 dev \"$n\" && ip link set dev \"$n\" up && cd"
            + " /proc/sys/net/ipv4/conf && echo 3 > \"./$n/arp_ignore\"";
    assertThat(host().run(List.of("sh", "-c", make)).exit()).isZero();
    String plan = ok("plan " + WEB).out();
    assertThat(plan).matches("[ -~\\n]*").contains("arp_ignore");
    assertThat(host().run(List.of("sh", "-e", "-c", plan)).exit()).as(plan).isZero();
    assertThat(lab.agent("verify " + WEB).out())
        .contains("it was not started")
        .doesNotContain("arp_ignore");
    assertThat(host().run(List.of("ip", "addr", "del", "192.0.2.10/32", "dev", "lo")).exit())
        .isZero();
    String restore = "cd /proc/sys/net/ipv4/conf && echo 3 > \"./$(printf '%s')/arp_ignore\"";
    assertThat(host().run(List.of("sh", "-c", restore.formatted(name))).exit()).isZero();
    ok("start " + WEB);
    assertThat(ok("verify -v " + WEB).out()).matches("[ -~\\n]*");
    Json.of(ok("verify -o json " + WEB).out());
    ok("stop " + WEB);
    assertThat(host().run(List.of("ip", "link", "del", "far1")).exit()).isZero();
  }
}
