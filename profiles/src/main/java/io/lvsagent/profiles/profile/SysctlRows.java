package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.profiles.profile.SysctlRow.Write;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code sysctls:}, each row over the one that it changes. */
public final class SysctlRows {
  private static final List<String> KEYS = List.of("write", "accept", "severity", "why");
  private static final String COMBINED = "combined";
  private static final List<String> SEVERAL = List.of("all", "default");

  private SysctlRows() {}

  /** The rows below with these laid over them, by key; {@code null} takes one away. */
  public static Map<SysctlKey, SysctlRow> over(
      Map<SysctlKey, SysctlRow> below, Mapping rows, String origin) {
    Map<SysctlKey, SysctlRow> merged = new LinkedHashMap<>(below);
    Map<SysctlKey, Mapping.Entry> seen = new HashMap<>();
    for (Mapping.Entry entry : rows.entries()) {
      SysctlKey key = key(entry);
      Mapping.Entry first = seen.put(key, entry);
      if (first != null) {
        throw entry
            .place()
            .wrong(
                entry.key()
                    + " is the same as "
                    + first.key()
                    + ", which stands at "
                    + first.place());
      }
      if (!entry.value().isNull()) {
        Mapping row = spelledOut(entry.value());
        row.allow(KEYS);
        SysctlRow base = below.containsKey(key) ? below.get(key) : bare(key, row, origin);
        merged.put(key, row(row, base, origin));
      } else if (merged.remove(key) == null) {
        throw entry.place().wrong("there is no row " + key + " that null could take away");
      }
    }
    return merged;
  }

  private static SysctlKey key(Mapping.Entry entry) {
    try {
      SysctlKey key = SysctlKey.parse(entry.key()).canonical();
      String device = key.device().orElse("all");
      if (Placeholder.of(key) == Placeholder.NONE && !SEVERAL.contains(device)) {
        NameRules.requireDevice(entry.place(), device);
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw entry.place().wrong(e);
    }
  }

  private static SysctlRow row(Mapping row, SysctlRow below, String origin) {
    Write write = row.has("write") ? write(row.at("write")) : below.write();
    if (write == Write.COMBINED && below.key().device().isEmpty()) {
      throw row.place().wrong("has no device, so that nothing is combined: write a number");
    }
    List<Integer> accept = row.has("accept") ? numbers(row.at("accept")) : below.accept();
    if (write == Write.FIRST) {
      Integer first = row.has("write") ? row.at("write").number() : below.accept().get(0);
      accept = writtenFirst(row, first, accept);
    }
    return new SysctlRow(
        below.key(),
        write,
        accept,
        row.oneOf("severity", List.of(Severity.values()), below.severity()),
        row.text("why", below.why()),
        origin);
  }

  /** What a row that changes none is read over. */
  private static SysctlRow bare(SysctlKey key, Mapping row, String origin) {
    if (!row.has("write")) {
      throw row.place().wrong("has no \"write\": a number, or null to check only");
    }
    Node written = row.at("write");
    Write write = write(written);
    if (write != Write.FIRST && !row.has("accept")) {
      throw row.place().wrong("has no \"accept\": a list such as [0, 1]");
    }
    List<Integer> accept =
        write == Write.FIRST ? List.of(written.number()) : numbers(row.at("accept"));
    return new SysctlRow(key, write, accept, Severity.BROKEN, "as " + origin + " has it", origin);
  }

  private static Write write(Node node) {
    if (node.isNull()) {
      return Write.NOTHING;
    }
    if (node instanceof Node.Scalar scalar && scalar.text().equals(COMBINED)) {
      return Write.COMBINED;
    }
    node.number();
    return Write.FIRST;
  }

  private static List<Integer> writtenFirst(Mapping row, Integer first, List<Integer> accept) {
    List<Integer> ordered = new ArrayList<>(accept);
    if (!ordered.remove(first)) {
      throw row.place().wrong("would write " + first + ", which is not in accept " + accept);
    }
    ordered.add(0, first);
    return ordered;
  }

  private static List<Integer> numbers(Node list) {
    List<Integer> numbers = new ArrayList<>();
    for (Node item : list.items()) {
      int number = item.number();
      if (numbers.contains(number)) {
        throw item.place().wrong(number + " stands here a second time");
      }
      numbers.add(number);
    }
    if (numbers.isEmpty()) {
      throw list.place().wrong("is empty: name at least one value");
    }
    return numbers;
  }

  /** {@code N} is {@code {write: N, accept: [N]}}. */
  private static Mapping spelledOut(Node node) {
    if (node instanceof Mapping row) {
      return row;
    }
    if (!(node instanceof Node.Scalar)) {
      throw node.expected("a number, or {write: 1, accept: [1, 2]}");
    }
    Place place = node.place();
    Node accept = new Node.Sequence(place, List.of(node));
    Map<String, Mapping.Entry> row = new LinkedHashMap<>();
    row.put("write", new Mapping.Entry(place, "write", node));
    row.put("accept", new Mapping.Entry(place, "accept", accept));
    return new Mapping(place, row);
  }
}
