package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The ledger as lines of tab-separated columns, which are fast to read: every run does, and there
 * may be 40,000 entries. The last line holds the number of the others; a file without it is
 * damaged.
 */
final class LedgerText {
  private static final String HEAD = "lvs-agent-ledger\t";
  private static final int VERSION = 1;
  private static final int PIECE = 16_384;

  /** Separates values; neither device names nor labels contain it. */
  static final char UNIT = '\f';

  /** Separates services; neither device names nor labels contain it. */
  static final char GROUP = '\u000b';

  /** In the last column of a service. */
  static final String TAKEN_BACK = "taken-back";

  private static final HeldValue NOTHING_HELD = new HeldValue("", "", List.of());
  private static final PendingChange NOTHING_PENDING = new PendingChange("", "", List.of());

  private final StringBuilder out = new StringBuilder();
  private int lines;

  /** The last entry that was written, and where its columns are in {@link #out}. */
  private Entry last = Entry.NONE;

  private int from;
  private int to;

  private LedgerText() {}

  /** Takes the text in pieces, because the whole may be megabytes. */
  interface Target {
    void write(String piece) throws IOException;
  }

  static void write(Ledger ledger, Target target) throws IOException {
    LedgerText text = new LedgerText();
    text.out.append(HEAD).append(VERSION).append('\n');
    for (Started s : ledger.services().values()) {
      String vips = String.join(String.valueOf(UNIT), s.vips());
      String state = s.up() ? "up" : "down";
      String[] service = {s.name(), s.profile(), s.role(), state, s.origin(), vips, s.holder()};
      text.line("service", s.takenBack() ? with(service, TAKEN_BACK) : service);
    }
    ledger.devices().forEach((name, index) -> text.line("index", name, index.toString()));
    ledger.drains().forEach((key, configured) -> text.line("drain", key.name(), configured));
    for (Map.Entry<Key, Entry> entry : ledger.entries().entrySet()) {
      text.entry(entry.getKey(), entry.getValue());
      if (text.out.length() > PIECE) {
        text.pass(target);
      }
    }
    text.line("end", Integer.toString(text.lines));
    text.pass(target);
  }

  private static String[] with(String[] columns, String last) {
    String[] more = Arrays.copyOf(columns, columns.length + 1);
    more[columns.length] = last;
    return more;
  }

  /** Passes on the text since the last piece. */
  private void pass(Target target) throws IOException {
    target.write(out.toString());
    out.setLength(0);
    last = Entry.NONE;
  }

  private void line(String word, String... columns) {
    out.append(word);
    for (String column : columns) {
      column(column);
    }
    out.append('\n');
    lines++;
  }

  private void column(String text) {
    out.append('\t');
    plain(text);
  }

  private void plain(String text) {
    boolean plain = text.indexOf('\t') < 0 && text.indexOf('\n') < 0;
    out.append(plain ? text : text.replace('\t', ' ').replace('\n', ' '));
  }

  private void words(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (i > 0) {
        out.append(UNIT);
      }
      plain(words.get(i));
    }
  }

  private void entry(Key key, Entry entry) {
    out.append(key.kind());
    column(key.name());
    lines++;
    if (entry.isSame(last)) {
      out.append(out, from, to);
      return;
    }
    last = entry;
    from = out.length();
    HeldValue held = entry.held().orElse(NOTHING_HELD);
    column(held.original());
    column(held.written());
    out.append('\t');
    words(held.bystanders());
    PendingChange pending = entry.pending().orElse(NOTHING_PENDING);
    column(pending.before());
    // the last value, then those between
    column(pending.after());
    for (String intermediate : pending.intermediate()) {
      out.append(UNIT);
      plain(intermediate);
    }
    out.append('\t');
    int start = out.length();
    for (Map.Entry<String, List<String>> need : entry.needs().entrySet()) {
      if (out.length() > start) {
        out.append(GROUP);
      }
      plain(need.getKey());
      out.append('=');
      words(need.getValue());
    }
    out.append('\n');
    to = out.length();
  }

  /** Throws LedgerException with reason DAMAGED, whose message names the path. */
  static Ledger read(String text, String path) {
    int end = text.indexOf('\n');
    if (end < 0 || !text.startsWith(HEAD)) {
      throw damaged(path, "line 1 is not that of a ledger");
    }
    if (!text.substring(HEAD.length(), end).equals(Integer.toString(VERSION))) {
      throw damaged(path, "it was written by a newer lvs-agent, which can use it");
    }
    return new LedgerReader(path, text).read(end + 1);
  }

  static LedgerException damaged(String path, String why) {
    String text =
        "%s: the ledger cannot be used: %s; move this file away, then run lvs-agent adopt"
            + " and lvs-agent start";
    return new LedgerException(Reason.DAMAGED, text.formatted(path, why));
  }
}
