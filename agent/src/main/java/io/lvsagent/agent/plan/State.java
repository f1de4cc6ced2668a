package io.lvsagent.agent.plan;

import io.lvsagent.iface.route.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands at the keys that were read; the planner threads its changes through a copy. */
public final class State {
  private final Map<Key, Value> values;
  private final List<Link> links;
  private final @Nullable State origin;
  private final Map<Key, List<Value>> passing = new HashMap<>(0);
  private @Nullable StateIndex index;

  public State(List<Link> links) {
    this(new HashMap<>(), List.copyOf(links), null);
  }

  private State(Map<Key, Value> values, List<Link> links, @Nullable State origin) {
    this.values = values;
    this.links = links;
    this.origin = origin;
  }

  public State copy() {
    return new State(new HashMap<>(values), links, this);
  }

  public List<Link> links() {
    return links;
  }

  public Optional<Link> link(String name) {
    for (Link link : links) {
      if (link.name().equals(name)) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }

  public void put(Key key, Value value) {
    Value old = values.put(key, value);
    if (origin != null && old != null && moved(origin.values.get(key), old, value)) {
      passing.computeIfAbsent(key, k -> new ArrayList<>(1)).add(old);
    }
    if (index != null) {
      index.replace(old, value);
    }
  }

  /** Whether a value was neither the first nor is the last. */
  private static boolean moved(@Nullable Value first, Value old, Value last) {
    return old != first && !old.equals(first) && !old.equals(last);
  }

  public void put(Item item) {
    put(item.key(), item);
  }

  /** Values of a copy that were neither in the original nor the last. */
  List<Value> passing(Key key) {
    return passing.getOrDefault(key, List.of());
  }

  public boolean knows(Key key) {
    return values.containsKey(key);
  }

  public Value at(Key key) {
    Value value = values.get(key);
    if (value == null) {
      throw new IllegalStateException(key + " was not read");
    }
    return value;
  }

  public Set<Key> keys() {
    return values.keySet();
  }

  /** The values of a kind that are there, in no order. */
  public <T extends Item> List<T> all(Class<T> kind) {
    List<T> all = new ArrayList<>();
    for (Value value : values.values()) {
      if (kind.isInstance(value)) {
        all.add(kind.cast(value));
      }
    }
    return all;
  }

  boolean hasIpv4(String device) {
    return index().hasIpv4(device);
  }

  String freeLabel(String device) {
    return index().freeLabel(device);
  }

  Collection<RouteItem> routes() {
    return index().routes();
  }

  private StateIndex index() {
    StateIndex built = index;
    if (built == null) {
      built = new StateIndex();
      for (Value value : values.values()) {
        built.replace(null, value);
      }
      index = built;
    }
    return built;
  }
}
