package io.lvsagent.agent.host;

import io.lvsagent.iface.route.Address;
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

/** The values of the keys that were read. The planner applies its changes to a copy. */
public final class HostState {
  /** In a copy: only the values put since, in that order. */
  private final Map<Key, Value> values;

  private final List<Link> links;
  private final @Nullable HostState origin;
  private final List<Value> unrequested = new ArrayList<>();
  private final Map<Key, List<Value>> intermediate = new HashMap<>(0);
  private @Nullable Index index;
  private boolean frozen;

  public HostState(List<Link> links) {
    this(List.copyOf(links), null);
  }

  private HostState(List<Link> links, @Nullable HostState origin) {
    this.links = links;
    this.origin = origin;
    values = origin == null ? new HashMap<>() : new LinkedHashMap<>();
  }

  /** Makes this state immutable; its copies are not. */
  public HostState freeze() {
    frozen = true;
    return this;
  }

  /** Returns a copy that looks up here what was not put into it. This state must be frozen. */
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

  /** Records that a key will be read, absent until then. Returns false if it already was. */
  boolean request(Key key) {
    return values.putIfAbsent(key, Absent.VALUE) == null;
  }

  public void put(Key key, Value value) {
    if (frozen) {
      throw new IllegalStateException(key + " is put into a frozen state");
    }
    Value first = origin == null ? null : origin.find(key);
    Value last = values.put(key, value);
    Value old = last == null ? first : last;
    if (old == null) {
      unrequested.add(value);
    }
    if (first != null && old != null && isIntermediate(first, old, value)) {
      intermediate.computeIfAbsent(key, k -> new ArrayList<>(1)).add(old);
    }
    if (index != null) {
      index.replace(old, value);
    }
  }

  /** Returns true if the old value differs from both the first and the last. */
  private static boolean isIntermediate(Value first, Value old, Value last) {
    return old != first && !old.hasSameText(first) && !old.hasSameText(last);
  }

  public void put(Item item) {
    put(item.key(), item);
  }

  /** Returns the values that a copy had between the original one and the last. */
  public List<Value> intermediate(Key key) {
    return intermediate.getOrDefault(key, List.of());
  }

  /** Returns the values that were read at keys that nobody had requested. */
  public List<Value> unrequested() {
    return unrequested;
  }

  /** Returns the value at a key, or null if it was not read. */
  @Nullable Value find(Key key) {
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

  /** Passes on every key and its value, in no order. */
  public void forEach(BiConsumer<Key, Value> action) {
    if (origin != null) {
      origin.forEach(
          (key, value) -> {
            if (!values.containsKey(key)) {
              action.accept(key, value);
            }
          });
    }
    values.forEach(action);
  }

  /** Returns the keys that were put into a copy. */
  public Set<Key> changedKeys() {
    return values.keySet();
  }

  /** Returns the values of a type, in no order. */
  public <T extends Item> List<T> all(Class<T> type) {
    List<T> all = new ArrayList<>();
    forEach(
        (key, value) -> {
          if (type.isInstance(value)) {
            all.add(type.cast(value));
          }
        });
    return all;
  }

  Index index() {
    Index built = index;
    if (built == null) {
      Index fresh = new Index();
      forEach((key, value) -> fresh.replace(null, value));
      index = fresh;
      return fresh;
    }
    return built;
  }

  /**
   * Indexes a state for side effects and labels, so that planning 10,000 VIPs takes linear time.
   */
  static final class Index {
    private final Map<String, Integer> ipv4 = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<String, Integer> lowestFree = new HashMap<>();
    private final Map<Key, RouteItem> routes = new HashMap<>();

    void replace(@Nullable Value before, Value after) {
      if (before instanceof AddressItem gone) {
        count(gone.address(), -1);
        lowestFree.remove(gone.address().device());
      } else if (before instanceof RouteItem gone) {
        routes.remove(gone.key());
      }
      if (after instanceof AddressItem made) {
        count(made.address(), 1);
      } else if (after instanceof RouteItem made) {
        routes.put(made.key(), made);
      }
    }

    private void count(Address address, int by) {
      if (!address.ip().isV6()) {
        ipv4.merge(address.device(), by, Integer::sum);
        labels.merge(address.label(), by, Integer::sum);
      }
    }

    boolean hasIpv4(String device) {
      return ipv4.getOrDefault(device, 0) > 0;
    }

    /** Returns the lowest {@code DEVICE:{n}} that is not the label of an address. */
    String freeLabel(String device) {
      int n = lowestFree.getOrDefault(device, 0);
      while (labels.getOrDefault(device + ":" + n, 0) > 0) {
        n++;
      }
      lowestFree.put(device, n);
      return device + ":" + n;
    }

    /** Returns a copy, because callers remove routes from the state while they iterate. */
    Collection<RouteItem> routes() {
      return new ArrayList<>(routes.values());
    }
  }
}
