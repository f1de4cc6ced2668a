package io.lvsagent.profiles;

import io.lvsagent.profiles.SysctlRow.Write;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code sysctls:}, each row over the one that it changes. */
final class SysctlRows {
  private static final List<String> KEYS = List.of("write", "accept", "severity", "why");
  private static final String COMBINED = "combined";

  private SysctlRows() {}

  /** The rows below with these laid over them, by key; {@code null} takes one away. */
  static Map<SysctlKey, SysctlRow> over(
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
        merged.put(
            key, row(key, spelledOut(entry.value()), Optional.ofNullable(below.get(key)), origin));
      } else if (merged.remove(key) == null) {
        throw entry.place().wrong("there is no row " + key + " that null could take away");
      }
    }
    return merged;
  }

  private static SysctlKey key(Mapping.Entry entry) {
    try {
      SysctlKey key = SysctlKey.parse(entry.key()).canonical();
      if (Placeholder.of(key) == Placeholder.NONE) {
        key.device()
            .filter(device -> !device.equals("all") && !device.equals("default"))
            .ifPresent(device -> Names.requireDevice(entry.place(), device));
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw entry.place().wrong(e.getMessage());
    }
  }

  private static SysctlRow row(
      SysctlKey key, Mapping row, Optional<SysctlRow> below, String origin) {
    row.allow(KEYS);
    Optional<Node> written = row.find("write");
    if (written.isEmpty() && below.isEmpty()) {
      throw row.place().wrong(key + " has no \"write\": a number, or null to check only");
    }
    Write write = written.map(SysctlRows::write).orElseGet(() -> below.get().write());
    if (write == Write.COMBINED && key.device().isEmpty()) {
      throw row.place().wrong(key + " has no device, so that nothing is combined: write a number");
    }
    return new SysctlRow(
        key,
        write,
        accept(key, row, write, below),
        row.find("severity")
            .map(node -> node.oneOf(List.of(Severity.values())))
            .or(() -> below.map(SysctlRow::severity))
            .orElse(Severity.BROKEN),
        row.find("why")
            .map(Node::text)
            .or(() -> below.map(SysctlRow::why))
            .orElse("as " + origin + " has it"),
        origin);
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

  /** What is accepted, the value that is written first. */
  private static List<Integer> accept(
      SysctlKey key, Mapping row, Write write, Optional<SysctlRow> below) {
    Optional<List<Integer>> accept =
        row.find("accept").map(SysctlRows::numbers).or(() -> below.map(SysctlRow::accept));
    if (write != Write.FIRST) {
      return accept.orElseThrow(
          () -> row.place().wrong(key + " has no \"accept\": a list such as [0, 1]"));
    }
    Integer first =
        row.find("write").map(Node::number).orElseGet(() -> below.get().accept().get(0));
    List<Integer> ordered = new ArrayList<>(accept.orElse(List.of(first)));
    if (!ordered.remove(first)) {
      throw row.place()
          .wrong(key + " would write " + first + ", which is not in accept " + ordered);
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
