package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import java.util.List;

/** Settles pending changes, reusing the last result when consecutive entries are identical. */
final class SettledCache {
  private final TextCache texts = new TextCache();
  private Entry recorded = Entry.NONE;
  private String observed = "";
  private List<String> bystanders = List.of();
  private Entry settled = Entry.NONE;

  /** See {@link Entry#settled}. */
  Entry settled(Key key, Entry entry, Value now, List<String> present) {
    String text = texts.of(now);
    if (!entry.isSame(recorded) || !text.equals(observed) || !present.equals(bystanders)) {
      settled = entry.settled(key, now, text, present);
    }
    recorded = entry;
    observed = text;
    bystanders = present;
    return settled;
  }
}
