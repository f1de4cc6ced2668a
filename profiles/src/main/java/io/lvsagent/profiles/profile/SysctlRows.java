package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.profiles.profile.SysctlRow.Write;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code sysctls} and merges each row with the row that it changes. */
public final class SysctlRows {
  private static final List<String> KEYS = List.of("write", "accept", "severity", "why");
  private static final String COMBINED = "combined";
  private static final List<String> SEVERAL = List.of("all", "default");

  private SysctlRows() {}

  /**
   * Returns the base rows merged with the given rows by key; {@code null} removes a row. Throws
   * ConfigException.
   */
  public static Map<SysctlKey, SysctlRow> merge(
      Map<SysctlKey, SysctlRow> base, Mapping rows, String origin) {
    Map<SysctlKey, SysctlRow> merged = new LinkedHashMap<>(base);
    Map<SysctlKey, Mapping.Entry> seen = new HashMap<>();
    for (Mapping.Entry entry : rows.entries()) {
      SysctlKey key = key(entry);
      Mapping.Entry first = seen.put(key, entry);
      if (first != null) {
        throw entry.wrong(
            "%s is the same key as %s at %s", entry.key(), first.key(), first.place());
      }
      if (!entry.value().isNull()) {
        Mapping row = expanded(entry.value());
        row.allow(KEYS);
        SysctlRow changed = base.containsKey(key) ? base.get(key) : newRow(key, row, origin);
        merged.put(key, row(row, changed, origin));
      } else if (merged.remove(key) == null) {
        throw entry.wrong("there is no row %s for null to remove", key);
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

  private static SysctlRow row(Mapping row, SysctlRow base, String origin) {
    Write write = row.has("write") ? write(row.at("write")) : base.write();
    row.refuseIf(
        write == Write.COMBINED && base.key().device().isEmpty(),
        "\"write: combined\" needs a key with a device: write a number instead");
    List<Integer> accept = row.has("accept") ? numbers(row.at("accept")) : base.accept();
    if (write == Write.FIRST) {
      Integer first = row.has("write") ? row.at("write").number() : base.accept().get(0);
      accept = writtenFirst(row, first, accept);
    }
    return new SysctlRow(
        base.key(),
        write,
        accept,
        row.oneOf("severity", List.of(Severity.values()), base.severity()),
        row.text("why", base.why()),
        origin);
  }

  /** Returns the base of a row that changes no other, which must have the values of its own. */
  private static SysctlRow newRow(SysctlKey key, Mapping row, String origin) {
    Node written = row.require("write", "add a number, or null to check only");
    Write write = write(written);
    List<Integer> accept =
        write == Write.FIRST
            ? List.of(written.number())
            : numbers(row.require("accept", "add a list such as [0, 1]"));
    return new SysctlRow(key, write, accept, Severity.BROKEN, "required by " + origin, origin);
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
      throw row.wrong("writes %s, which is not in \"accept\" %s: add it there", first, accept);
    }
    ordered.add(0, first);
    return ordered;
  }

  private static List<Integer> numbers(Node list) {
    List<Integer> numbers = new ArrayList<>();
    for (Node item : list.items("list at least one value")) {
      int number = item.number();
      item.refuseIf(numbers.contains(number), "%s is listed twice", number);
      numbers.add(number);
    }
    return numbers;
  }

  /** Returns the row as a mapping; {@code N} is short for {@code {write: N, accept: [N]}}. */
  private static Mapping expanded(Node node) {
    if (node instanceof Mapping row) {
      return row;
    }
    if (!(node instanceof Node.Scalar)) {
      throw node.expected("a number, or {write: 1, accept: [1, 2]}");
    }
    Node accept = new Node.Sequence(node.place(), List.of(node));
    return new Mapping(node.place(), Map.of()).with("write", node).with("accept", accept);
  }
}
