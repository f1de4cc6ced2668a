package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import java.util.List;
import java.util.Map;

/** Lines of columns. */
final class LedgerWriter {
  private static final Hold NOTHING_HELD = new Hold("", "", List.of());
  private static final Step NOTHING_ANNOUNCED = new Step("", "", List.of());

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
    Hold hold = entry.hold().orElse(NOTHING_HELD);
    column(hold.base()).column(hold.written()).column(hold.seen());
    Step step = entry.step().orElse(NOTHING_ANNOUNCED);
    // what the change makes in the end, then what stands there on the way
    column(step.before()).column(step.after());
    for (String passing : step.passing()) {
      out.append(LedgerText.UNIT);
      plain(passing);
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
