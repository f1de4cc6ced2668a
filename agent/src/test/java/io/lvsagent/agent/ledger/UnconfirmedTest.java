package io.lvsagent.agent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The record of a start that waits to be confirmed, as a text. */
final class UnconfirmedTest {
  private static String text(Unconfirmed start) throws IOException {
    StringBuilder text = new StringBuilder();
    start.write(text::append);
    return text.toString();
  }

  private static Unconfirmed start() {
    Started web = new Started("web", "dr", "real-server", "x", List.of("192.0.2.10"), true, "");
    Ledger undo = new Ledger(Map.of("web", web.takenBack(true)), Map.of(), Map.of(), Map.of());
    return new Unconfirmed(4711, List.of("web", "mail"), undo);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    assertThat(Unconfirmed.read(text(start()), "x")).isEqualTo(start());
    Unconfirmed none = new Unconfirmed(1, List.of(), Ledger.EMPTY);
    assertThat(Unconfirmed.read(text(none), "x")).isEqualTo(none);
  }

  @Test
  void everyTruncationIsDamaged() throws IOException {
    String whole = text(start());
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> Unconfirmed.read(cut, "the file"))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("the file");
    }
  }

  @Test
  void lastsAsLongAsItWasTold() {
    Unconfirmed start = start();
    assertThat(start.isOverdue()).isTrue();
    assertThat(start.left()).isZero();
    assertThat(start.lasting(60).isOverdue()).isFalse();
    assertThat(start.lasting(60).left()).isBetween(59L, 60L);
  }
}
