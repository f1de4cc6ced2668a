package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Arp;
import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Vigil;
import io.lvsagent.agent.lab.Vigil.Heard;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A neighbour that asks for the VIP without pause never gets an answer from the real server. */
@Tag("kernel")
class SilenceTest {
  private static final String VIP = "192.0.2.10";
  private static final int CYCLES = 200;
  private static final String[] SERVICES = {
    "--profile dr --vip " + VIP,
    "--profile dr --vip 192.0.2.9-192.0.2.11",
    "--profile dr-many --vip " + VIP,
    "--profile dr-uplink --uplink eth0 --vip " + VIP,
  };

  @RegisterExtension final Lab lab = new Lab();

  private Vigil vigil() {
    return lab.keep(new Vigil(lab.first(), VIP));
  }

  @Test
  void neverAnswersForTheVipThroughTwoHundredStartsAndStops() {
    Heard heard =
        vigil()
            .during(
                () -> {
                  for (int i = 0; i < CYCLES; i++) {
                    String service = SERVICES[i % SERVICES.length];
                    assertThat(lab.agent("start " + service).exit()).isZero();
                    assertThat(lab.agent("stop " + service).exit()).isZero();
                  }
                  return CYCLES;
                });
    assertThat(heard.ofVip()).isEmpty();
    assertThat(heard.asked()).isGreaterThan(10 * CYCLES);
    assertThat(heard.forRip()).isGreaterThan(heard.asked() / 2);
  }

  @Test
  void vigilHearsAVipWhoseParametersWereNeverSet() {
    Vigil vigil = vigil();
    vigil.during(
        () -> {
          lab.host().ip("addr add " + VIP + "/32 dev lo");
          Patience.until("an answer", () -> vigil.ofVip().stream().anyMatch(a -> !a.request()));
          Patience.until("a request", () -> vigil.ofVip().stream().anyMatch(Arp::request));
          return VIP;
        });
  }

  /** Like a script that adds the address first, and restores the parameters first. */
  @Test
  void vigilHearsAVipWhoseParametersAreAMillisecondLate() {
    Vigil vigil = vigil();
    vigil.during(
        () -> {
          Patience.until(
              "the VIP heard in between",
              () -> {
                lab.host().ip("addr add " + VIP + "/32 dev lo");
                setParameters(1, 2);
                lab.host().ip("addr del " + VIP + "/32 dev lo");
                setParameters(0, 0);
                return !vigil.ofVip().isEmpty();
              });
          return VIP;
        });
  }

  private void setParameters(int ignore, int announce) {
    lab.host().conf("all", "arp_ignore", ignore);
    lab.host().conf("all", "arp_announce", announce);
  }

  @Test
  void arpingHearsTheOwnAddressAndNotTheVip() {
    lab.agent("start --profile dr --vip " + VIP);
    assertThat(lab.peer().run("arping -f -w 60 -I eth0 " + Bench.RIP).exit()).isZero();
    assertThat(lab.peer().run("arping -f -w 1 -I eth0 " + VIP).exit()).isNotZero();
    lab.host().conf("all", "arp_ignore", 0);
    assertThat(lab.peer().run("arping -f -w 60 -I eth0 " + VIP).exit()).isZero();
  }
}
