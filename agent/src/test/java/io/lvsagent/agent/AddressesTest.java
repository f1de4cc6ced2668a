package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VIPs on hosts with other addresses and routes, and VIPs that somebody else changes. */
final class AddressesTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10";

  @Test
  void labelsOfFifteenBytesAreTakenAndOfSixteenRefused() {
    String yaml = "services: {web: {profile: dr, vips: [{ip: 192.0.2.10, label: \"lo:%s\"}]}}";
    Path config = lab.first().config(yaml.formatted("twelve-bytes"));
    ok("-c " + config + " start");
    assertThat(host().sh("ip -4 addr show lo")).contains("lo:twelve-bytes");
    lab.first().config(yaml.formatted("thirteen-byte"));
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).contains("up to 15 ASCII characters").hasLineCount(1);
    ok("-c " + config + " stop --all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dr", "dr-many"})
  void oneOfThreeHundredVipsIsTakenOut(String profile) {
    Snapshot before = Snapshot.of(host());
    String yaml = "services: {web: {profile: %s, vips: [%s]}}";
    String all =
        IntStream.range(0, 300)
            .mapToObj(i -> "198.51." + (100 + i / 200) + "." + (1 + i % 200))
            .collect(Collectors.joining(", "));
    Path config = lab.first().config(yaml.formatted(profile, all));
    ok("-c " + config + " start");
    lab.first().config(yaml.formatted(profile, all.replace("198.51.100.77, ", "")));
    Run run = ok("-c " + config + " start");
    assertThat(run.out().lines().filter(line -> line.startsWith("ip ")))
        .allMatch(line -> line.contains("198.51.100.77"))
        .hasSize(profile.equals("dr") ? 2 : 1);
    ok("-c " + config + " verify");
    ok("-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }

  /** A lifetime that somebody gave to a VIP of ours is taken away, without an interruption. */
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.10/32", "2001:db8::10/128"})
  void aVipThatExpiresIsMended(String vip) {
    String words = "--profile dr --vip " + vip.substring(0, vip.indexOf('/'));
    ok("start " + words);
    host().ip("addr change " + vip + " dev lo valid_lft 1000 preferred_lft 0");
    Run verify = lab.agent("verify " + words);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("expires");
    Run start = lab.agent("start " + words);
    assertThat(start.exit()).isZero();
    assertThat(start.out()).contains("ip address change").doesNotContain("ip address del");
    assertThat(host().sh("ip addr show dev lo to " + vip)).contains("valid_lft forever");
    ok("verify --strict " + words);
    ok("stop " + words);
    assertThat(host().sh("ip addr show dev lo to " + vip)).isEmpty();
  }

  @Test
  void theVipWithAnotherPrefixIsNamedAndLeft() {
    host().ip("addr add 192.0.2.10/24 dev lo");
    Run run = lab.agent("start " + WEB);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("lo 192.0.2.10/24", "path 192.0.2.10").hasLineCount(2);
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/24", "192.0.2.10/32");
    assertThat(lab.agent("verify " + WEB).exit()).isEqualTo(2);
    lab.agent("stop " + WEB);
    assertThat(host().sh("ip -4 addr show lo"))
        .contains("192.0.2.10/24")
        .doesNotContain("192.0.2.10/32");
  }

  /** A device has an IPv6 address once, whatever its prefix. */
  @ParameterizedTest
  @CsvSource({"lo, dr", "eth0, director-dr --device eth0"})
  void theIpv6VipWithAnotherPrefixIsNamedAndTheOthersAreUp(String device, String profile) {
    host().ip("addr add 2001:db8::10/64 dev " + device + " nodad");
    String service = "--profile " + profile + " --vip 192.0.2.10 --vip 2001:db8::10";
    Run run = lab.agent("start " + service + (device.equals("lo") ? "" : " --takeover"));
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("address " + device + " 2001:db8::10/64 is scope global");
    assertThat(host().sh("ip -4 addr show " + device)).contains("192.0.2.10/32");
    assertThat(lab.agent("verify " + service).out()).contains("2001:db8::10/64 is scope global");
    ok("stop " + service);
    assertThat(host().sh("ip addr show " + device))
        .contains("2001:db8::10/64")
        .doesNotContain("192.0.2.10/32");
  }

  @ParameterizedTest
  @CsvSource({
    "dr, 192.0.2.2",
    "dr, 192.0.2.1-192.0.2.9",
    "dr-many, 192.0.2.2",
    "dr, 2001:db8::2",
    "dr-many, 2001:db8::2",
    "dr-uplink --uplink eth0, 192.0.2.2",
  })
  void anAddressOfARealServerItselfIsNoVip(String profile, String vips) {
    host().ip("addr add 2001:db8::2/64 dev eth0 nodad");
    host().awaitLocal("2001:db8::2");
    Snapshot before = Snapshot.of(host());
    String service = "--profile " + profile + " --vip " + vips;
    for (String verb : List.of("start", "restart", "plan", "start --dry-run")) {
      Run run = lab.agent(verb + " " + service);
      assertThat(run.exit()).as(verb + "\n" + run.out() + run.err()).isEqualTo(78);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("--vip: ", "own address, on eth0 as").hasLineCount(1);
    }
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anAddressOfARealServerItselfIsNoVipOfAServiceThatIsUpEither() {
    Path config = lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10]}}\n");
    ok("-c " + config + " start");
    Snapshot up = Snapshot.of(host());
    lab.first().config("services:\n  web: {profile: dr, vips: [192.0.2.10, 192.0.2.2]}\n");
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err())
        .contains(config + ":2:41: vips: 192.0.2.2 is the host's own address, on eth0")
        .hasLineCount(1);
    assertThat(changed(up)).isEmpty();
    ok("-c " + config + " stop --all");
  }

  @Test
  void aDuplicateThatComesLaterIsNoReasonNotToMendTheRest() {
    ok("start " + WEB);
    host().ip("addr add 192.0.2.10/24 dev eth0", "addr flush dev lo label lo:0");
    Run run = lab.agent("start " + WEB);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("eth0 192.0.2.10/24").hasLineCount(1);
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
    host().ip("addr del 192.0.2.10/24 dev eth0");
    ok("verify " + WEB);
  }

  /** With dr-many, a route makes the VIP local, and then the address does, too. */
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.10/32", "2001:db8::10/128"})
  void aDuplicateThatComesLaterIsNoReasonNotToStop(String vip) {
    String many = "--profile dr-many --vip " + vip;
    ok("start " + many);
    host().ip("addr add " + vip + " dev lo");
    assertThat(lab.agent("verify " + many).out()).contains("address lo " + vip);
    assertThat(ok("stop " + many).err()).contains(" stays: lvs-agent did not put it there");
    assertThat(
            host().sh("ip route show table local proto 76; ip -6 route show table local proto 76"))
        .isEmpty();
  }

  @Test
  void aDirectorsVipMayBeItsOwnAddress() {
    host().ip("addr add 192.0.2.10/32 dev eth0");
    Snapshot before = Snapshot.of(host());
    ok("start --profile director-dr --vip 192.0.2.10 --device eth0");
    ok("stop --profile director-dr --vip 192.0.2.10 --device eth0");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void theVipOnAnAudibleDeviceIsALeak() {
    host().ip("addr add 192.0.2.10/32 dev eth0");
    Json started = Json.of(lab.agent("-o json start " + WEB).out());
    assertThat(started.number("exit")).isEqualTo(2);
    assertThat(started.texts("unmet", "key")).containsExactly("eth0 192.0.2.10/32");
    Json verified = Json.of(lab.agent("-o json verify " + WEB).out());
    assertThat(verified.objects("services").get(0).objects("items"))
        .filteredOn(item -> item.text("key").equals("eth0 192.0.2.10/32"))
        .extracting(item -> item.text("severity"))
        .containsExactly("leak");
    lab.agent("stop " + WEB);
    assertThat(host().sh("ip -4 addr show eth0")).contains("192.0.2.10/32");
  }

  @Test
  void aRouteOfOthersToTheVipIsNamedAndLeft() {
    host().ip("route add 192.0.2.10/32 via 192.0.2.1");
    Snapshot before = Snapshot.of(host());
    Run run = ok("start " + WEB);
    assertThat(run.err()).contains("route main 192.0.2.10/32", "via 192.0.2.1").hasLineCount(1);
    assertThat(lab.agent("verify --strict " + WEB).exit()).isEqualTo(2);
    assertThat(host().sh("ip route show 192.0.2.10")).contains("via 192.0.2.1");
    ok("stop " + WEB);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void theScopeThatSomebodyChangedIsMendedAndTheLabelKept() {
    host().ip("addr add 198.51.100.9/32 dev lo label lo:0");
    ok("start " + WEB);
    host()
        .ip(
            "addr del 192.0.2.10/32 dev lo",
            "addr add 192.0.2.10/32 dev lo scope link label lo:1",
            "addr del 198.51.100.9/32 dev lo");
    assertThat(lab.agent("verify " + WEB).exit()).isEqualTo(2);
    assertThat(lab.agent("plan " + WEB).out()).contains("interrupts");
    ok("start " + WEB);
    assertThat(host().sh("ip -4 -o addr show lo")).contains("192.0.2.10/32 scope global lo:1");
    ok("verify " + WEB);
    ok("stop " + WEB);
    assertThat(host().sh("ip -4 addr show lo")).doesNotContain("192.0.2.10");
  }

  /** With a preferred lifetime, the VIP would be the source of what the host sends by itself. */
  @ParameterizedTest
  @CsvSource({"lo, --profile dr", "eth0, --profile director-dr --device eth0"})
  void thePreferredLifetimeThatSomebodyChangedIsMended(String device, String profile) {
    String six = profile + " --vip 2001:db8::10";
    Snapshot before = Snapshot.of(host());
    ok("start " + six);
    Snapshot up = Snapshot.of(host());
    host().ip("addr change 2001:db8::10/128 dev " + device + " preferred_lft forever");
    Run verify = lab.agent("verify " + six);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("is scope global, expected", "preferred_lft 0");
    assertThat(ok("plan " + six).out())
        .isEqualTo("ip address change 2001:db8::10/128 dev " + device + " preferred_lft 0 nodad\n");
    ok("start " + six);
    assertThat(up.differencesTo(Snapshot.of(host()))).isEmpty();
    host().ip("addr change 2001:db8::10/128 dev " + device + " preferred_lft forever");
    ok("stop " + six);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anIpv6VipOfSomebodyElseIsLeftWithItsLifetime() {
    host().ip("addr add 2001:db8::10/128 dev lo");
    host().awaitLocal("2001:db8::10");
    Snapshot before = Snapshot.of(host());
    Run start = lab.agent("start --profile dr --vip 2001:db8::10");
    assertThat(start.exit()).isEqualTo(2);
    assertThat(start.err()).contains("lo 2001:db8::10/128", "it is not ours");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anotherLabelOfAnAddressIsNoDrift() {
    ok("start " + WEB);
    host().ip("addr del 192.0.2.10/32 dev lo", "addr add 192.0.2.10/32 dev lo label lo:mine");
    host().ip("route add 192.0.2.10/32 dev lo src 192.0.2.10");
    ok("verify " + WEB);
  }
}
