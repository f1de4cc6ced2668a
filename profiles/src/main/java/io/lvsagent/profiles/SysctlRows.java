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
  private static final List<String> SEVERAL = List.of("all", "default");

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
        merged.put(key, row(key, spelledOut(entry.value()), below.get(key), origin));
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
        Names.requireDevice(entry.place(), device);
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw entry.place().wrong(e.getMessage());
    }
  }

  private static SysctlRow row(SysctlKey key, Mapping row, SysctlRow below, String origin) {
    row.allow(KEYS);
    if (below == null && !row.has("write")) {
      throw row.place().wrong("has no \"write\": a number, or null to check only");
    }
    Write write = row.has("write") ? write(row.find("write").get()) : below.write();
    if (write == Write.COMBINED && key.device().isEmpty()) {
      throw row.place().wrong("has no device, so that nothing is combined: write a number");
    }
    Severity severity = below == null ? Severity.BROKEN : below.severity();
    String why = below == null ? "as " + origin + " has it" : below.why();
    return new SysctlRow(
        key,
        write,
        accept(row, write, below),
        row.oneOf("severity", List.of(Severity.values()), severity),
        row.text("why", why),
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
  private static List<Integer> accept(Mapping row, Write write, SysctlRow below) {
    Optional<Node> own = row.find("accept");
    List<Integer> accept =
        own.isPresent() ? numbers(own.get()) : below == null ? List.of() : below.accept();
    if (write != Write.FIRST) {
      if (accept.isEmpty()) {
        throw row.place().wrong("has no \"accept\": a list such as [0, 1]");
      }
      return accept;
    }
    Integer first = row.has("write") ? row.find("write").get().number() : below.accept().get(0);
    List<Integer> ordered = new ArrayList<>(accept);
    if (!ordered.remove(first) && !accept.isEmpty()) {
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
