package io.lvsagent.sysctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.sysctl.Combination.Consequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CombinationTest {
  @ParameterizedTest
  @CsvSource({
    "arp_ignore, 0, 1, 1",
    "arp_ignore, 1, 3, 3",
    "arp_announce, 2, 0, 2",
    "rp_filter, -1, 0, 0",
    "send_redirects, 0, 0, 0",
    "send_redirects, 0, 1, 1",
    "send_redirects, 1, 0, 1",
    "forwarding, 1, 0, 0",
  })
  void combinesAsTheKernelDoes(String name, int all, int own, int combined) {
    assertThat(rule(name).combine(all, own, false)).isEqualTo(combined);
  }

  private static Combination rule(String name) {
    return Combination.of(SysctlKey.ipv4("eth0", name));
  }

  @Test
  void ipv6ParametersAreNotCombined() {
    assertThat(Combination.of(SysctlKey.ipv6("eth0", "accept_redirects")))
        .isEqualTo(Combination.OWN);
  }

  @Test
  void acceptsRedirectsByAndIfForwardingOtherwiseByOr() {
    Combination rule = rule("accept_redirects");
    assertThat(rule.combine(0, 1, true)).isZero();
    assertThat(rule.combine(0, 1, false)).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "0, LEAKS",
    "1, SOUND",
    "2, SOUND",
    "3, LEAKS",
    "4, LEAKS",
    "7, LEAKS",
    "8, MUTES",
    "9, LEAKS",
    "-1, LEAKS"
  })
  void knowsWhatArpIgnoreDoes(int combined, Consequence consequence) {
    assertThat(Combination.consequence("arp_ignore", combined)).isEqualTo(consequence);
  }

  @ParameterizedTest
  @CsvSource({"0, LEAKS", "1, LEAKS", "2, SOUND", "3, LEAKS"})
  void knowsWhatArpAnnounceDoes(int combined, Consequence consequence) {
    assertThat(Combination.consequence("arp_announce", combined)).isEqualTo(consequence);
  }

  @ParameterizedTest
  @CsvSource({"0, SOUND", "1, DROPS", "2, SOUND"})
  void knowsWhatRpFilterDoes(int combined, Consequence consequence) {
    assertThat(Combination.consequence("rp_filter", combined)).isEqualTo(consequence);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true, true, true, true",
    "1, false, true, true, false",
    "2, false, true, false, false",
    "3, true, true, true, false",
    "4, true, true, true, true",
    "8, false, false, false, false",
    "-1, true, true, true, true"
  })
  void knowsWhoIsAnswered(
      int arpIgnore, boolean onLo, boolean own, boolean ownElsewhere, boolean hiddenOnLo) {
    assertThat(Combination.answersArp(arpIgnore, false, false, true)).isEqualTo(onLo);
    assertThat(Combination.answersArp(arpIgnore, true, true, true)).isEqualTo(own);
    assertThat(Combination.answersArp(arpIgnore, true, false, true)).isEqualTo(ownElsewhere);
    assertThat(Combination.answersArp(arpIgnore, false, false, false)).isEqualTo(hiddenOnLo);
  }

  @Test
  void aParameterWithoutARuleIsSound() {
    assertThat(Combination.consequence("accept_local", 1)).isEqualTo(Consequence.SOUND);
  }
}
