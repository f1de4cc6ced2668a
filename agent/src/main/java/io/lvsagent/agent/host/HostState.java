package io.lvsagent.agent.host;

import io.lvsagent.iface.route.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What stands at the keys that were read; the planner threads its changes through a copy. */
public final class HostState {
  /** Of a copy, those that were put since, in this order. */
  private final Map<Key, Value> values;

  private final List<Link> links;
  private final @Nullable HostState origin;
  private final List<Value> unrequested = new ArrayList<>();
  private final Map<Key, List<Value>> intermediate = new HashMap<>(0);
  private @Nullable StateIndex index;
  private boolean frozen;

  public HostState(List<Link> links) {
    this(List.copyOf(links), null);
  }

  private HostState(List<Link> links, @Nullable HostState origin) {
    this.links = links;
    this.origin = origin;
    values = origin == null ? new HashMap<>() : new LinkedHashMap<>();
  }

  /** From now on, what was read does not change any more; a copy may. */
  HostState freeze() {
    frozen = true;
    return this;
  }

  /** Costs nothing: it looks up here what was not put there. This one must be frozen. */
  public HostState copy() {
    return new HostState(links, this);
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

  /** Says that a key will be read, and that nothing stands there so far; false if it was said. */
  boolean request(Key key) {
    return values.putIfAbsent(key, Absent.VALUE) == null;
  }

  public void put(Key key, Value value) {
    if (frozen) {
      throw new IllegalStateException(key + " is put where all was read");
    }
    Value first = origin == null ? null : origin.find(key);
    Value last = values.put(key, value);
    Value old = last == null ? first : last;
    if (old == null) {
      unrequested.add(value);
    }
    if (first != null && old != null && moved(first, old, value)) {
      intermediate.computeIfAbsent(key, k -> new ArrayList<>(1)).add(old);
    }
    if (index != null) {
      index.replace(old, value);
    }
  }

  /** Whether a value was neither the first nor is the last. */
  private static boolean moved(Value first, Value old, Value last) {
    return old != first && !old.hasSameText(first) && !old.hasSameText(last);
  }

  public void put(Item item) {
    put(item.key(), item);
  }

  /** Values of a copy that were neither in the original nor the last. */
  public List<Value> intermediate(Key key) {
    return intermediate.getOrDefault(key, List.of());
  }

  /** What was found beside the keys that were asked for. */
  public List<Value> unrequested() {
    return unrequested;
  }

  private @Nullable Value find(Key key) {
    Value value = values.get(key);
    return value != null || origin == null ? value : origin.find(key);
  }

  public boolean knows(Key key) {
    return find(key) != null;
  }

  public Value at(Key key) {
    Value value = find(key);
    if (value == null) {
      throw new IllegalStateException(key + " was not read");
    }
    return value;
  }

  /** Every key and what stands there, in no order. */
  public void forEach(BiConsumer<Key, Value> to) {
    if (origin != null) {
      origin.forEach(
          (key, value) -> {
            if (!values.containsKey(key)) {
              to.accept(key, value);
            }
          });
    }
    values.forEach(to);
  }

  /** The keys of a copy that were put since. */
  public Set<Key> changedKeys() {
    return values.keySet();
  }

  /** The values of a kind that are there, in no order. */
  public <T extends Item> List<T> all(Class<T> kind) {
    List<T> all = new ArrayList<>();
    forEach(
        (key, value) -> {
          if (kind.isInstance(value)) {
            all.add(kind.cast(value));
          }
        });
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
      StateIndex fresh = new StateIndex();
      forEach((key, value) -> fresh.replace(null, value));
      index = fresh;
      return fresh;
    }
    return built;
  }
}
