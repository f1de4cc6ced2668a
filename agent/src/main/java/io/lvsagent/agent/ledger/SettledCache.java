package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import java.util.List;

/** Settles pending changes, reusing the last result when consecutive entries are identical. */
final class SettledCache {
  private final TextCache texts = new TextCache();
  private Entry recorded = Entry.NONE;
  private String there = "";
  private List<String> bystanders = List.of();
  private Entry settled = Entry.NONE;

  /** See {@link Entry#settled}. */
  Entry settled(Key key, Entry entry, Value now, List<String> seen) {
    String text = texts.of(now);
    if (!entry.is(recorded) || !text.equals(there) || !seen.equals(bystanders)) {
      settled = entry.settled(key, now, text, seen);
    }
    recorded = entry;
    there = text;
    bystanders = seen;
    return settled;
  }
}
