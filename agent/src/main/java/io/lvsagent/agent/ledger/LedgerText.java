package io.lvsagent.agent.ledger;

import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  private LedgerText() {}

  /** Where text goes, a piece at a time; the piece is used again. */
  interface Target {
    void take(StringBuilder piece) throws IOException;
  }

  /** In pieces, for a whole one would be megabytes at once. */
  static void write(Ledger ledger, Target to) throws IOException {
    StringBuilder out = new StringBuilder(2 * PIECE);
    out.append(HEAD).append(VERSION).append('\n');
    for (Started s : ledger.services().values()) {
      String up = s.up() ? "up" : "down";
      line(out, "service", s.name(), s.profile(), s.role(), up, s.origin(), joined(s.vips(), UNIT));
    }
    ledger.devices().forEach((name, index) -> line(out, "index", name, Integer.toString(index)));
    for (Map.Entry<Key, Entry> entry : ledger.entries().entrySet()) {
      write(out, entry.getKey(), entry.getValue());
      if (out.length() > PIECE) {
        to.take(out);
        out.setLength(0);
      }
    }
    int lines = ledger.services().size() + ledger.devices().size() + ledger.entries().size();
    line(out, "end", Integer.toString(lines));
    to.take(out);
  }

  private static void write(StringBuilder out, Key key, Entry entry) {
    Optional<Hold> hold = entry.hold();
    Optional<Step> step = entry.step();
    List<String> needs = new ArrayList<>(entry.needs().size());
    entry.needs().forEach((name, accepted) -> needs.add(name + "=" + joined(accepted, UNIT)));
    line(
        out,
        key.kind().toString(),
        key.name(),
        hold.isPresent() ? hold.get().base() : "",
        hold.isPresent() ? hold.get().written() : "",
        hold.isPresent() ? joined(hold.get().seen(), UNIT) : "",
        step.isPresent() ? step.get().before() : "",
        step.isPresent() ? reached(step.get()) : "",
        joined(needs, GROUP));
  }

  /** What the change makes in the end, then what stands there on the way. */
  private static String reached(Step step) {
    List<String> all = new ArrayList<>(step.passing());
    all.add(0, step.after());
    return joined(all, UNIT);
  }

  private static void line(StringBuilder out, String... columns) {
    for (int i = 0; i < columns.length; i++) {
      if (i > 0) {
        out.append('\t');
      }
      String column = columns[i];
      boolean plain = column.indexOf('\t') < 0 && column.indexOf('\n') < 0;
      out.append(plain ? column : column.replace('\t', ' ').replace('\n', ' '));
    }
    out.append('\n');
  }

  private static String joined(List<String> words, char by) {
    if (words.size() == 1) {
      return words.get(0);
    }
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append(text.length() == 0 ? "" : by).append(word);
    }
    return text.toString();
  }

  /** Throws LedgerException of reason DAMAGED, whose message names the place. */
  static Ledger read(BufferedReader text, String place) throws IOException {
    String head = text.readLine();
    if (head == null || !head.startsWith(HEAD)) {
      throw damaged(place, "line 1 is not that of a ledger");
    }
    if (!head.substring(HEAD.length()).equals(Integer.toString(VERSION))) {
      throw damaged(place, "it was written by a newer lvs-agent: use that one");
    }
    Reader reader = new Reader(place);
    try {
      return reader.read(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(place, "line " + (reader.lines + 2) + " is damaged");
    }
  }

  private static LedgerException damaged(String place, String why) {
    return new LedgerException(Reason.DAMAGED, place + ": the ledger cannot be used: " + why);
  }

  /** Builds a ledger from lines; equal columns become one object. */
  private static final class Reader {
    private final String place;
    private final Map<String, Started> services = new LinkedHashMap<>();
    private final Map<String, Integer> devices = new LinkedHashMap<>();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Kind> kinds = new HashMap<>();
    private final Map<String, Map<String, List<String>>> needs = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private int lines;

    Reader(String place) {
      this.place = place;
      for (Kind kind : Kind.values()) {
        kinds.put(kind.name().toLowerCase(Locale.ROOT), kind);
      }
    }

    Ledger read(BufferedReader text) throws IOException {
      List<String> columns = new ArrayList<>(8);
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        split(line, '\t', columns);
        if (columns.get(0).equals("end")) {
          if (Integer.parseInt(columns.get(1)) == lines && text.readLine() == null) {
            return new Ledger(services, entries, devices);
          }
          break;
        }
        take(columns);
        lines++;
      }
      throw damaged(place, "it ends after " + lines + " entries, not whole");
    }

    private void take(List<String> c) {
      switch (c.get(0)) {
        case "service" -> {
          boolean up = c.get(4).equals("up");
          List<String> vips = words(c.get(6), UNIT);
          services.put(c.get(1), new Started(c.get(1), c.get(2), c.get(3), c.get(5), vips, up));
        }
        case "index" -> devices.put(c.get(1), Integer.parseInt(c.get(2)));
        default -> entries.put(new Key(kind(c.get(0)), c.get(1)), entry(c));
      }
    }

    private Kind kind(String word) {
      Kind kind = kinds.get(word);
      if (kind == null) {
        throw new IllegalArgumentException(word);
      }
      return kind;
    }

    private Entry entry(List<String> c) {
      boolean held = !c.get(3).isEmpty();
      boolean announced = !c.get(6).isEmpty();
      return new Entry(
          held
              ? Optional.of(new Hold(one(c.get(2)), one(c.get(3)), words(c.get(4), UNIT)))
              : Optional.empty(),
          announced ? Optional.of(step(c.get(5), words(c.get(6), UNIT))) : Optional.empty(),
          needs.computeIfAbsent(c.get(7), Reader::needs));
    }

    private Step step(String before, List<String> reached) {
      return new Step(one(before), one(reached.get(0)), reached.subList(1, reached.size()));
    }

    private String one(String text) {
      return texts.computeIfAbsent(text, same -> same);
    }

    private static Map<String, List<String>> needs(String column) {
      Map<String, List<String>> needs = new HashMap<>();
      for (String need : words(column, GROUP)) {
        int equals = need.indexOf('=');
        needs.put(need.substring(0, equals), words(need.substring(equals + 1), UNIT));
      }
      return Map.copyOf(needs);
    }

    private static List<String> words(String text, char by) {
      List<String> words = new ArrayList<>();
      if (!text.isEmpty()) {
        split(text, by, words);
      }
      return List.copyOf(words);
    }

    private static void split(String text, char by, List<String> into) {
      into.clear();
      int at = 0;
      for (int end = text.indexOf(by); end >= 0; end = text.indexOf(by, at)) {
        into.add(text.substring(at, end));
        at = end + 1;
      }
      into.add(text.substring(at));
    }
  }
}
