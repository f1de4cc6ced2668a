package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import java.io.IOException;
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

  private LedgerText() {}

  /** Takes the text in pieces, because the whole may be megabytes. */
  interface Target {
    void write(String piece) throws IOException;
  }

  static void write(Ledger ledger, Target target) throws IOException {
    LedgerWriter writer = new LedgerWriter();
    writer.begin(HEAD + VERSION).end();
    for (Started s : ledger.services().values()) {
      writer.begin("service").column(s.name()).column(s.profile()).column(s.role());
      writer.column(s.up() ? "up" : "down").column(s.origin()).column(s.vips()).end();
    }
    ledger.devices().forEach((name, i) -> writer.begin("index").column(name).column("" + i).end());
    ledger
        .drains()
        .forEach((key, text) -> writer.begin("drain").column(key.name()).column(text).end());
    for (Map.Entry<Key, Entry> entry : ledger.entries().entrySet()) {
      writer.entry(entry.getKey(), entry.getValue());
      if (writer.length() > PIECE) {
        target.write(writer.piece());
      }
    }
    int lines =
        ledger.services().size()
            + ledger.devices().size()
            + ledger.drains().size()
            + ledger.entries().size();
    writer.begin("end").column("" + lines).end();
    target.write(writer.piece());
  }

  /** Throws LedgerException with reason DAMAGED, whose message names the path. */
  static Ledger read(String text, String path) {
    int end = text.indexOf('\n');
    if (end < 0 || !text.startsWith(HEAD)) {
      throw damaged(path, "line 1 is not that of a ledger");
    }
    if (!text.substring(HEAD.length(), end).equals(Integer.toString(VERSION))) {
      throw damaged(path, "it was written by a newer lvs-agent: use that version");
    }
    LedgerReader reader = new LedgerReader(path, text);
    try {
      return reader.read(end + 1);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(path, "line " + (reader.lines() + 2) + " is damaged");
    }
  }

  static LedgerException damaged(String path, String why) {
    return new LedgerException(Reason.DAMAGED, path + ": the ledger cannot be used: " + why);
  }
}
