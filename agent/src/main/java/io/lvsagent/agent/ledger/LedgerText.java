package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import java.io.IOException;
import java.util.Map;

/**
 * The ledger as lines of tab-separated columns, for it is read at every run and may have 40,000
 * entries. The last line counts the others: a file without it is damaged.
 */
final class LedgerText {
  private static final String HEAD = "lvs-agent-ledger\t";
  private static final int VERSION = 1;
  private static final int PIECE = 16_384;

  /** Between values, and between those of one service and the next: no device or label has them. */
  static final char UNIT = '\f';

  static final char GROUP = '\u000b';

  private LedgerText() {}

  /** Where text goes, a piece at a time. */
  interface Target {
    void take(String piece) throws IOException;
  }

  /** In pieces, for a whole one would be megabytes at once. */
  static void write(Ledger ledger, Target to) throws IOException {
    LedgerWriter writer = new LedgerWriter();
    writer.begin(HEAD + VERSION).end();
    for (Started s : ledger.services().values()) {
      writer.begin("service").column(s.name()).column(s.profile()).column(s.role());
      writer.column(s.up() ? "up" : "down").column(s.origin()).column(s.vips()).end();
    }
    ledger.devices().forEach((name, i) -> writer.begin("index").column(name).column("" + i).end());
    ledger
        .drains()
        .forEach((key, was) -> writer.begin("drain").column(key.name()).column(was).end());
    for (Map.Entry<Key, Entry> entry : ledger.entries().entrySet()) {
      writer.entry(entry.getKey(), entry.getValue());
      if (writer.length() > PIECE) {
        to.take(writer.piece());
      }
    }
    int lines =
        ledger.services().size()
            + ledger.devices().size()
            + ledger.drains().size()
            + ledger.entries().size();
    writer.begin("end").column("" + lines).end();
    to.take(writer.piece());
  }

  /** Throws LedgerException of reason DAMAGED, whose message names the place. */
  static Ledger read(String text, String place) {
    int end = text.indexOf('\n');
    if (end < 0 || !text.startsWith(HEAD)) {
      throw damaged(place, "line 1 is not that of a ledger");
    }
    if (!text.substring(HEAD.length(), end).equals(Integer.toString(VERSION))) {
      throw damaged(place, "it was written by a newer lvs-agent: use that one");
    }
    LedgerReader reader = new LedgerReader(place, text);
    try {
      return reader.read(end + 1);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(place, "line " + (reader.lines() + 2) + " is damaged");
    }
  }

  static LedgerException damaged(String place, String why) {
    return new LedgerException(Reason.DAMAGED, place + ": the ledger cannot be used: " + why);
  }
}
