package io.lvsagent.profiles.yaml;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Keys with values, in the order they were written. */
public record Mapping(Place place, Map<String, Entry> byKey) implements Node {

  /** A key with its value, and where the key stands. */
  public record Entry(Place place, String key, Node value) {}

  public Mapping {
    byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
  }

  public Collection<Entry> entries() {
    return byKey.values();
  }

  public Optional<Node> find(String key) {
    return has(key) ? Optional.of(at(key)) : Optional.empty();
  }

  public boolean has(String key) {
    return byKey.containsKey(key);
  }

  /** The value of a key that it has. */
  public Node at(String key) {
    return Objects.requireNonNull(byKey.get(key), key).value();
  }

  public String text(String key, String otherwise) {
    return has(key) ? at(key).text() : otherwise;
  }

  public boolean truth(String key, boolean otherwise) {
    return has(key) ? at(key).truth() : otherwise;
  }

  public long number(String key, long least, long most, long otherwise) {
    return has(key) ? at(key).number(least, most) : otherwise;
  }

  public <E> E oneOf(String key, List<E> choices, E otherwise) {
    return has(key) ? at(key).oneOf(choices) : otherwise;
  }

  /** The mapping under a key, or one without entries. */
  public Mapping mapping(String key) {
    return has(key) ? at(key).mapping() : new Mapping(place, Map.of());
  }

  /** Throws for the first key that is none of these. */
  public void allow(List<String> known) {
    for (Entry entry : entries()) {
      if (!known.contains(entry.key())) {
        throw entry
            .place()
            .wrong("unknown key \"" + entry.key() + "\", known are " + String.join(", ", known));
      }
    }
  }

  @Override
  public Mapping mapping() {
    return this;
  }

  @Override
  public String kind() {
    return "keys with values";
  }
}
