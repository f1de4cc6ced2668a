package io.lvsagent.profiles.yaml;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A YAML mapping with its entries in the order in which they are written. */
public record Mapping(Place place, Map<String, Entry> byKey) implements Node {
  /** A key with its value and the place of the key. */
  public record Entry(Place place, String key, Node value) {
    /** Returns the exception for a mistake in the key; see {@link Place#wrong}. */
    public ConfigException wrong(String message, Object... values) {
      return place.wrong(message, values);
    }
  }

  public Mapping {
    byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
  }

  /** Returns a mapping of these entries. */
  public static Mapping of(Place place, Collection<Entry> entries) {
    Map<String, Entry> byKey = new LinkedHashMap<>();
    entries.forEach(entry -> byKey.put(entry.key(), entry));
    return new Mapping(place, byKey);
  }

  public Collection<Entry> entries() {
    return byKey.values();
  }

  /** Returns the mapping without the entries that have none of these keys. */
  public Mapping only(List<String> keys) {
    Map<String, Entry> only = new LinkedHashMap<>(byKey);
    only.keySet().retainAll(keys);
    return new Mapping(place, only);
  }

  /** Returns the mapping without the entry of a key, if there is one. */
  public Mapping without(String key) {
    Map<String, Entry> rest = new LinkedHashMap<>(byKey);
    rest.remove(key);
    return new Mapping(place, rest);
  }

  /** Returns this mapping with the entries of another one, which replace those of the same key. */
  public Mapping with(Mapping other) {
    Map<String, Entry> both = new LinkedHashMap<>(byKey);
    both.putAll(other.byKey);
    return new Mapping(place, both);
  }

  /** Returns this mapping with another value for a key; the key has the place of the value. */
  public Mapping with(String key, Node value) {
    Map<String, Entry> more = new LinkedHashMap<>(byKey);
    more.put(key, new Entry(value.place(), key, value));
    return new Mapping(place, more);
  }

  public Optional<Node> find(String key) {
    return has(key) ? Optional.of(at(key)) : Optional.empty();
  }

  public boolean has(String key) {
    return byKey.containsKey(key);
  }

  /** Returns the value of a key; throws NullPointerException if the key is absent. */
  public Node at(String key) {
    return Objects.requireNonNull(byKey.get(key), key).value();
  }

  /** Returns the value of a key; throws ConfigException with the advice if the key is absent. */
  public Node require(String key, String advice) {
    place.refuseIf(!has(key), "\"%s\" is missing: %s", key, advice);
    return at(key);
  }

  public String text(String key, String fallback) {
    return has(key) ? at(key).text() : fallback;
  }

  public boolean bool(String key, boolean fallback) {
    return has(key) ? at(key).bool() : fallback;
  }

  public long number(String key, long least, long most, long fallback) {
    return has(key) ? at(key).number(least, most) : fallback;
  }

  public <E> E oneOf(String key, List<E> choices, E fallback) {
    return has(key) ? at(key).oneOf(choices) : fallback;
  }

  /** Returns the mapping under a key, or an empty one if the key is absent. */
  public Mapping mapping(String key) {
    return has(key) ? at(key).mapping() : new Mapping(place, Map.of());
  }

  /** Throws ConfigException for the keys that are not among the known ones. */
  public void allow(List<String> known) {
    Mistakes mistakes = new Mistakes();
    for (Entry entry : entries()) {
      if (!known.contains(entry.key())) {
        mistakes.add(unknown(entry.place(), entry.key(), known));
      }
    }
    mistakes.throwIfAny();
  }

  /** Returns the exception for a key that is not among the known ones. */
  static ConfigException unknown(Place place, String key, List<String> known) {
    return beginsAsOneOf(known, key)
        ? place.wrong("a space is missing behind the colon of \"%s\"", key)
        : place.wrong("unknown key \"%s\": %s", key, Suggestion.advice(key, known));
  }

  /** Returns true for a known key with a colon that no space follows. */
  static boolean beginsAsOneOf(List<String> known, String text) {
    int colon = text.indexOf(':');
    return colon > 0 && known.contains(text.substring(0, colon));
  }

  @Override
  public Mapping mapping() {
    return this;
  }

  @Override
  public String kind() {
    return "a mapping";
  }
}
