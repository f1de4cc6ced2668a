package io.lvsagent.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.Value.Unreadable;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ExpectationTest {
  private static final SysctlKey KEY = SysctlKey.ipv4("all", "arp_ignore");

  private static Value number(String text) {
    return new SysctlItem(new Setting(KEY, text));
  }

  private static Expectation of(
      String service, boolean checkOnly, Severity severity, String... numbers) {
    List<Value> accepted = Stream.of(numbers).map(ExpectationTest::number).toList();
    return new Expectation(accepted, checkOnly, severity, service + "'s", List.of(service));
  }

  @Test
  void twoAcceptWhatBothAcceptInTheOrderOfTheFirst() {
    Expectation both =
        of("a", false, Severity.LEAK, "2", "1", "0")
            .and(of("b", false, Severity.LEAK, "0", "1"))
            .orElseThrow();
    assertThat(both.accepted()).containsExactly(number("1"), number("0"));
    assertThat(both.services()).containsExactly("a", "b");
  }

  @Test
  void twoWithNothingInCommonExcludeEachOther() {
    assertThat(of("a", false, Severity.LEAK, "1").and(of("b", false, Severity.LEAK, "0")))
        .isEqualTo(Optional.empty());
  }

  @Test
  void oneThatIsWrittenMakesBothWritten() {
    Expectation check = of("a", true, Severity.LEAK, "0", "1");
    Expectation write = of("b", false, Severity.LEAK, "1");
    assertThat(check.and(write).orElseThrow().checkOnly()).isFalse();
    assertThat(write.and(check).orElseThrow().checkOnly()).isFalse();
    assertThat(check.and(check).orElseThrow().checkOnly()).isTrue();
  }

  @Test
  void theGraverSeverityGivesTheReason() {
    Expectation leak = of("a", false, Severity.LEAK, "1");
    Expectation cosmetic = of("b", false, Severity.COSMETIC, "1");
    assertThat(cosmetic.and(leak).orElseThrow())
        .returns(Severity.LEAK, Expectation::severity)
        .returns("a's", Expectation::why);
  }

  @Test
  void aNamedLabelWinsOverAnyLabel() {
    Key key = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");
    Value any = Kind.ADDRESS.parse(key.name(), "scope global");
    Value named = Kind.ADDRESS.parse(key.name(), "scope global label lo:web");
    for (List<Value> order : List.of(List.of(any, named), List.of(named, any))) {
      Expectation one = Expectation.putBack(order.get(0));
      Expectation other = Expectation.putBack(order.get(1));
      assertThat(one.and(other).orElseThrow().first()).isEqualTo(named);
    }
  }

  @Test
  void twoLabelsForOneAddressExcludeEachOther() {
    Key key = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");
    Value web = Kind.ADDRESS.parse(key.name(), "scope global label lo:web");
    Value mail = Kind.ADDRESS.parse(key.name(), "scope global label lo:mail");
    assertThat(Expectation.putBack(web).and(Expectation.putBack(mail))).isEmpty();
  }

  @Test
  void acceptedValuesAreJoinedByOr() {
    assertThat(of("a", false, Severity.LEAK, "1", "2").acceptedText()).isEqualTo("1 or 2");
  }

  @Test
  void anUnreadableValueIsNeverAccepted() {
    Expectation expectation = of("a", false, Severity.LEAK, "0", "1");
    assertThat(expectation.accepts(new Unreadable("EACCES"))).isFalse();
    assertThat(Expectation.putBack(Absent.VALUE).accepts(new Unreadable("EACCES"))).isFalse();
  }
}
