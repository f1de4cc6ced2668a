package io.lvsagent.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.watch.Undoings.Conflict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often somebody may undo what we do before we leave it. */
final class UndoingsTest {
  private static final Key VIP = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");
  private static final Key OTHER = new Key(Kind.ADDRESS, "lo 192.0.2.11/32");

  private final Undoings undoings = new Undoings();
  private long now;

  private List<Conflict> undone(Key... keys) {
    return undoings.undone(List.of(keys), now, Instant.EPOCH.plusNanos(now));
  }

  private void pass(double seconds) {
    now += Math.round(seconds * Clock.SECOND);
  }

  private long conflict() {
    for (int i = 0; i < 3; i++) {
      assertThat(undone(VIP)).isEmpty();
      pass(1);
    }
    List<Conflict> conflicts = undone(VIP);
    assertThat(conflicts).hasSize(1);
    return conflicts.get(0).seconds();
  }

  @Test
  void theFourthOfAMinuteIsLeftForAMinute() {
    assertThat(conflict()).isEqualTo(60);
    assertThat(undoings.left(now)).containsExactly(VIP);
    assertThat(undoings.nextEnd(now)).isEqualTo(now + 60 * Clock.SECOND);
    pass(59);
    assertThat(undone(VIP)).isEmpty();
    assertThat(undoings.left(now)).containsExactly(VIP);
    pass(1);
    assertThat(undoings.left(now)).isEmpty();
  }

  @Test
  void aConflictThatGoesOnLastsTwiceAsLongUpToAQuarterOfAnHour() {
    for (long seconds : new long[] {60, 120, 240, 480, 900, 900}) {
      assertThat(conflict()).isEqualTo(seconds);
      pass(seconds);
    }
    pass(15 * 60);
    assertThat(conflict()).isEqualTo(60);
  }

  @Test
  void slowUndoingIsNoConflict() {
    for (int i = 0; i < 100; i++) {
      assertThat(undone(VIP)).isEmpty();
      pass(21);
    }
    undoings.tidy(now + 60 * Clock.SECOND);
    assertThat(undoings.left(now)).isEmpty();
  }

  @Test
  void eachKeyIsCountedAlone() {
    undone(VIP);
    pass(1);
    undone(VIP);
    pass(1);
    undone(VIP, OTHER);
    pass(1);
    assertThat(undone(OTHER)).isEmpty();
    assertThat(undone(VIP)).extracting(Conflict::key).containsExactly(VIP);
    assertThat(undoings.left(now)).containsExactly(VIP);
  }

  @Test
  void aFlushThatDeletesTwiceCountsOnce() {
    for (int i = 0; i < 3; i++) {
      assertThat(undone(VIP, OTHER)).isEmpty();
      pass(0.05);
      assertThat(undone(VIP, OTHER)).isEmpty();
      pass(2);
    }
    assertThat(undone(VIP, OTHER)).hasSize(2);
  }
}
