package io.lvsagent.profiles.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("start", "stop", "status", "vips", "weight", "dr", "ipv4", "ipv6", "--profile");

  @ParameterizedTest
  @CsvSource({
    "strat, start",
    "statr, start",
    "stat, status",
    "vip, vips",
    "weigth, weight",
    "DR, dr",
    "rd, dr",
    "--prof, --profile"
  })
  void namesTheNearestWord(String typed, String meant) {
    assertThat(Suggestion.of(typed, KNOWN)).contains(meant);
  }

  @Test
  void namesNoneIfNoneIsNearOrTwoAreEquallyNear() {
    assertThat(Suggestion.of("frobnicate", KNOWN)).isEmpty();
    assertThat(Suggestion.of("ipv5", KNOWN)).isEmpty();
    assertThat(Suggestion.of("", KNOWN)).isEmpty();
    assertThat(Suggestion.advice("ipv5", List.of("ipv4", "ipv6")))
        .isEqualTo("use one of ipv4, ipv6");
  }
}
