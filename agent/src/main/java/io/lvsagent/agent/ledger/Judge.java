package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import java.util.List;

/** Judges announced changes; of those in a row that are alike and find the same, one object. */
final class Judge {
  private final Texts texts = new Texts();
  private Entry announced = Entry.NONE;
  private String there = "";
  private List<String> witnesses = List.of();
  private Entry settled = Entry.NONE;

  /** See {@link Entry#settled}. */
  Entry settled(Key key, Entry entry, Value now, List<String> seen) {
    String text = texts.of(now);
    if (!entry.is(announced) || !text.equals(there) || !seen.equals(witnesses)) {
      settled = entry.settled(key, now, text, seen);
    }
    announced = entry;
    there = text;
    witnesses = seen;
    return settled;
  }
}
