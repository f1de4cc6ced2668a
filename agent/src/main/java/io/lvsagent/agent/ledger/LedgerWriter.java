package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import java.util.List;
import java.util.Map;

/** Builds lines of columns. */
final class LedgerWriter {
  private static final HeldValue NOTHING_HELD = new HeldValue("", "", List.of());
  private static final PendingChange NOTHING_PENDING = new PendingChange("", "", List.of());

  private final StringBuilder out = new StringBuilder();

  /** The last entry that was written, and where its columns are in {@link #out}. */
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
    if (entry.isSame(last)) {
      out.append(out, from, to);
      return;
    }
    last = entry;
    from = out.length();
    HeldValue held = entry.held().orElse(NOTHING_HELD);
    column(held.original()).column(held.written()).column(held.bystanders());
    PendingChange pending = entry.pending().orElse(NOTHING_PENDING);
    // the last value, then those between
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

  /** Returns the text since the last piece. */
  String piece() {
    String piece = out.toString();
    out.setLength(0);
    last = Entry.NONE;
    return piece;
  }
}
