package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import java.util.List;
import java.util.Map;

/** Lines of columns. */
final class LedgerWriter {
  private static final HeldValue NOTHING_HELD = new HeldValue("", "", List.of());
  private static final PendingChange NOTHING_PENDING = new PendingChange("", "", List.of());

  private final StringBuilder out = new StringBuilder();

  /** The entry that was written last, and what is said of it behind its name. */
  private Entry last = Entry.NONE;

  private int from;
  private int to;

  LedgerWriter begin(String word) {
    out.append(word);
    return this;
  }

  void end() {
    out.append('\n');
  }

  LedgerWriter column(String text) {
    out.append('\t');
    return plain(text);
  }

  LedgerWriter column(List<String> words) {
    out.append('\t');
    return words(words);
  }

  private LedgerWriter words(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (i > 0) {
        out.append(LedgerText.UNIT);
      }
      plain(words.get(i));
    }
    return this;
  }

  private LedgerWriter plain(String text) {
    boolean plain = text.indexOf('\t') < 0 && text.indexOf('\n') < 0;
    out.append(plain ? text : text.replace('\t', ' ').replace('\n', ' '));
    return this;
  }

  void entry(Key key, Entry entry) {
    begin(key.kind().toString()).column(key.name());
    if (entry.is(last)) {
      out.append(out, from, to);
      return;
    }
    last = entry;
    from = out.length();
    HeldValue held = entry.held().orElse(NOTHING_HELD);
    column(held.original()).column(held.written()).column(held.bystanders());
    PendingChange pending = entry.pending().orElse(NOTHING_PENDING);
    // what the change makes in the end, then what stands there on the way
    column(pending.before()).column(pending.after());
    for (String intermediate : pending.intermediate()) {
      out.append(LedgerText.UNIT);
      plain(intermediate);
    }
    out.append('\t');
    int start = out.length();
    for (Map.Entry<String, List<String>> need : entry.needs().entrySet()) {
      if (out.length() > start) {
        out.append(LedgerText.GROUP);
      }
      plain(need.getKey());
      out.append('=');
      words(need.getValue());
    }
    out.append('\n');
    to = out.length();
  }

  int length() {
    return out.length();
  }

  /** What was written since the last one. */
  String piece() {
    String piece = out.toString();
    out.setLength(0);
    last = Entry.NONE;
    return piece;
  }
}
