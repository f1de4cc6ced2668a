package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.agent.lab.Vigil;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VIPs that something else makes local, too: they go with their service, and stay unheard. */
final class CoveredVipTest extends OnOneHost {
  private static final String VIP = "198.51.100.10";
  private static final String WEB = "--profile dr --vip " + VIP;
  private static final String ANY_IP = "route add local 198.51.100.0/24 dev lo";
  private static final String ON_LO = "addr add 198.51.100.99/24 dev lo";

  @ParameterizedTest
  @CsvSource({
    ANY_IP + ", " + WEB,
    ANY_IP + ", " + WEB + " --force",
    ANY_IP + ", --all",
    ON_LO + ", " + WEB,
    ON_LO + ", " + WEB + " --force",
  })
  void theVipGoesAndTheParametersStay(String cover, String stop) {
    host().ip(cover);
    Vigil vigil = lab.keep(new Vigil(lab.first(), VIP));
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    Vigil.Heard heard =
        vigil.during(
            () -> {
              Run run = ok("stop " + stop);
              assertThat(run.err()).contains("makes it local all the same");
              ok("stop " + stop);
              return run;
            });
    assertThat(heard.ofVip()).isEmpty();
    assertThat(heard.asked()).isPositive();
    assertThat(host().sh("ip -4 addr show lo")).doesNotContain(VIP);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(lab.agent("status " + WEB).exit()).isEqualTo(150);
    host().ip(cover.replace(" add ", " del "));
    ok("stop " + stop);
    host().ip(cover);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aDirectorGivesItUp() {
    host().ip(ANY_IP);
    Snapshot before = Snapshot.of(host());
    ok("start --profile director-dr --device eth0 --vip " + VIP);
    Run run = ok("stop --profile director-dr --device eth0 --vip " + VIP);
    assertThat(run.err()).contains(VIP, "makes it local all the same").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anotherServiceOfOursMayCoverIt() {
    Snapshot before = Snapshot.of(host());
    Path config =
        lab.first()
            .config(
                """
                services:
                  many: {profile: dr-many, vips: [198.51.100.0/24]}
                  one: {profile: dr, vips: [198.51.100.10]}
                """);
    ok("-c " + config + " start");
    ok("-c " + config + " start");
    ok("-c " + config + " verify");
    ok("-c " + config + " stop one");
    ok("-c " + config + " start");
    ok("-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }
}
