package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
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
 * Builds a ledger from lines. A column that equals the one in the line before is the same object.
 */
final class LedgerReader {
  private static final int NAME = 1;
  private static final int COLUMNS = 9;
  private static final int HOLDER = 7;
  private static final int TAKEN_BACK = 8;

  private final String path;
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

  LedgerReader(String path, String text) {
    this.path = path;
    this.text = text;
    Arrays.fill(columns, "");
    for (Kind kind : Kind.values()) {
      kinds.put(kind.toString(), kind);
    }
  }

  /** Reads the lines after the first one. */
  Ledger read(int from) {
    try {
      return lines(from);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw LedgerText.damaged(path, "line " + (lines + 2) + " is damaged");
    }
  }

  private Ledger lines(int from) {
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
      add(same);
      lines++;
    }
    throw LedgerText.damaged(path, "it is truncated after " + lines + " entries");
  }

  /** Splits a line into columns. Returns true if only the first two differ from the line before. */
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

  private void add(boolean same) {
    Entry last = entry;
    entry = null;
    switch (column(0)) {
      case "service" -> services.put(column(NAME), service());
      case "drain" -> drains.put(new Key(Kind.IPVS_SERVER, column(NAME)), column(2));
      case "index" -> devices.put(column(NAME), Integer.parseInt(column(2)));
      default -> {
        entry = same && last != null ? last : entry();
        Key key = new Key(kind(column(0)), column(NAME));
        if (key.kind() == Kind.SYSCTL || key.kind().comesFirst()) {
          requireOurs(key, entry);
        }
        entries.put(key, entry);
      }
    }
  }

  /**
   * Refuses parameters outside of net/, and devices and modules that we would not make. The other
   * kinds cannot name anything but what they undo, and there may be thousands.
   */
  private static void requireOurs(Key key, Entry entry) {
    key.parse(entry.held().map(HeldValue::written).orElse(""));
    key.parse(entry.held().map(HeldValue::original).orElse(""));
    key.parse(entry.pending().map(PendingChange::after).orElse(""));
  }

  private Started service() {
    boolean up = column(4).equals("up");
    List<String> vips = words(column(6), LedgerText.UNIT);
    // earlier versions wrote no holder
    String holder = count > HOLDER ? column(HOLDER) : "";
    boolean takenBack = count > TAKEN_BACK && column(TAKEN_BACK).equals(LedgerText.TAKEN_BACK);
    return new Started(column(1), column(2), column(3), column(5), vips, up, holder, takenBack);
  }

  private Kind kind(String word) {
    Kind kind = kinds.get(word);
    if (kind == null) {
      throw new IllegalArgumentException(word);
    }
    return kind;
  }

  private Entry entry() {
    Optional<HeldValue> held = Optional.empty();
    if (!column(3).isEmpty()) {
      held = Optional.of(new HeldValue(column(2), column(3), words(column(4), LedgerText.UNIT)));
    }
    Optional<PendingChange> pending = Optional.empty();
    if (!column(6).isEmpty()) {
      List<String> reached = words(column(6), LedgerText.UNIT);
      List<String> intermediate = reached.subList(1, reached.size());
      pending = Optional.of(new PendingChange(column(5), reached.get(0), intermediate));
    }
    return new Entry(held, pending, needs.computeIfAbsent(column(7), LedgerReader::needs));
  }

  private static Map<String, List<String>> needs(String column) {
    Map<String, List<String>> needs = new LinkedHashMap<>();
    for (String need : words(column, LedgerText.GROUP)) {
      int equals = need.indexOf('=');
      needs.put(need.substring(0, equals), words(need.substring(equals + 1), LedgerText.UNIT));
    }
    return Collections.unmodifiableMap(needs);
  }

  private static List<String> words(String text, char separator) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    int at = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, at)) {
      words.add(text.substring(at, end));
      at = end + 1;
    }
    words.add(text.substring(at));
    return List.copyOf(words);
  }
}
