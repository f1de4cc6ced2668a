package io.lvsagent.agent.ledger;

import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as lines of tab-separated columns, for it is read at every run and may have 40,000
 * entries. The last line counts the others: a file without it is damaged.
 */
final class LedgerText {
  private static final String HEAD = "lvs-agent-ledger\t";
  private static final int VERSION = 1;
  private static final int PIECE = 16_384;

  /** Between values, and between those of one service and the next: no device or label has them. */
  private static final char UNIT = '\f';

  private static final char GROUP = '\u000b';

  private static final Hold NOTHING_HELD = new Hold("", "", List.of());
  private static final Step NOTHING_ANNOUNCED = new Step("", "", List.of());

  private LedgerText() {}

  /** Where text goes, a piece at a time. */
  interface Target {
    void take(String piece) throws IOException;
  }

  /** In pieces, for a whole one would be megabytes at once. */
  static void write(Ledger ledger, Target to) throws IOException {
    Writer writer = new Writer();
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
      if (writer.out.length() > PIECE) {
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

  /** Lines of columns. */
  private static final class Writer {
    private final StringBuilder out = new StringBuilder(2 * PIECE);

    /** The entry that was written last, and what is said of it behind its name. */
    private Entry last = Entry.NONE;

    private int from;
    private int to;

    Writer begin(String word) {
      out.append(word);
      return this;
    }

    void end() {
      out.append('\n');
    }

    Writer column(String text) {
      out.append('\t');
      return plain(text);
    }

    Writer column(List<String> words) {
      out.append('\t');
      return words(words);
    }

    private Writer words(List<String> words) {
      for (int i = 0; i < words.size(); i++) {
        if (i > 0) {
          out.append(UNIT);
        }
        plain(words.get(i));
      }
      return this;
    }

    private Writer plain(String text) {
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
        out.append(UNIT);
        plain(passing);
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

    /** What was written since the last one. */
    String piece() {
      String piece = out.toString();
      out.setLength(0);
      last = Entry.NONE;
      return piece;
    }
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
    Reader reader = new Reader(place, text);
    try {
      return reader.read(end + 1);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(place, "line " + (reader.lines + 2) + " is damaged");
    }
  }

  private static LedgerException damaged(String place, String why) {
    return new LedgerException(Reason.DAMAGED, place + ": the ledger cannot be used: " + why);
  }

  /** Builds a ledger from lines; a column that is that of the line before is the same object. */
  private static final class Reader {
    private static final int NAME = 1;
    private static final int COLUMNS = 8;

    private final String place;
    private final String text;
    private final Map<String, Started> services = new LinkedHashMap<>();
    private final Map<String, Integer> devices = new LinkedHashMap<>();
    private final Map<Key, String> drains = new LinkedHashMap<>();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Kind> kinds = new HashMap<>();
    private final Map<String, Map<String, List<String>>> needs = new HashMap<>();
    private final String[] columns = new String[COLUMNS];
    private int count;
    private @Nullable Entry entry;
    private int lines;

    Reader(String place, String text) {
      this.place = place;
      this.text = text;
      Arrays.fill(columns, "");
      for (Kind kind : Kind.values()) {
        kinds.put(kind.toString(), kind);
      }
    }

    Ledger read(int from) {
      int at = from;
      for (int end = text.indexOf('\n', at); end >= 0; end = text.indexOf('\n', at)) {
        boolean same = split(at, end);
        at = end + 1;
        if (columns[0].equals("end")) {
          if (Integer.parseInt(columns[NAME]) == lines && at == text.length()) {
            return new Ledger(services, entries, devices, drains);
          }
          break;
        }
        take(same);
        lines++;
      }
      throw damaged(place, "it ends after " + lines + " entries, not whole");
    }

    /** Whether all but the first two columns are those of the line before. */
    private boolean split(int from, int to) {
      boolean same = true;
      int at = from;
      for (count = 0; count < COLUMNS && at <= to; count++) {
        int tab = text.indexOf('\t', at);
        int end = tab < 0 || tab > to ? to : tab;
        String last = columns[count];
        if (last.length() != end - at || !text.startsWith(last, at)) {
          columns[count] = text.substring(at, end);
          same &= count <= NAME;
        }
        at = end + 1;
      }
      return same;
    }

    private String column(int i) {
      if (i >= count) {
        throw new IndexOutOfBoundsException(i);
      }
      return columns[i];
    }

    private void take(boolean same) {
      Entry last = entry;
      entry = null;
      switch (column(0)) {
        case "service" -> services.put(column(NAME), service());
        case "drain" -> drains.put(new Key(Kind.IPVS_SERVER, column(NAME)), column(2));
        case "index" -> devices.put(column(NAME), Integer.parseInt(column(2)));
        default -> {
          entry = same && last != null ? last : entry();
          entries.put(new Key(kind(column(0)), column(NAME)), entry);
        }
      }
    }

    private Started service() {
      boolean up = column(4).equals("up");
      List<String> vips = words(column(6), UNIT);
      return new Started(column(1), column(2), column(3), column(5), vips, up);
    }

    private Kind kind(String word) {
      Kind kind = kinds.get(word);
      if (kind == null) {
        throw new IllegalArgumentException(word);
      }
      return kind;
    }

    private Entry entry() {
      Optional<Hold> hold = Optional.empty();
      if (!column(3).isEmpty()) {
        hold = Optional.of(new Hold(column(2), column(3), words(column(4), UNIT)));
      }
      Optional<Step> step = Optional.empty();
      if (!column(6).isEmpty()) {
        List<String> reached = words(column(6), UNIT);
        List<String> passing = reached.subList(1, reached.size());
        step = Optional.of(new Step(column(5), reached.get(0), passing));
      }
      return new Entry(hold, step, needs.computeIfAbsent(column(7), Reader::needs));
    }

    private static Map<String, List<String>> needs(String column) {
      Map<String, List<String>> needs = new LinkedHashMap<>();
      for (String need : words(column, GROUP)) {
        int equals = need.indexOf('=');
        needs.put(need.substring(0, equals), words(need.substring(equals + 1), UNIT));
      }
      return Collections.unmodifiableMap(needs);
    }

    private static List<String> words(String text, char by) {
      if (text.isEmpty()) {
        return List.of();
      }
      List<String> words = new ArrayList<>();
      int at = 0;
      for (int end = text.indexOf(by); end >= 0; end = text.indexOf(by, at)) {
        words.add(text.substring(at, end));
        at = end + 1;
      }
      words.add(text.substring(at));
      return List.copyOf(words);
    }
  }
}
