package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The ledger of one network namespace in one boot; immutable.
 *
 * @param services the services that were started, by name
 * @param devices the index of each device that an entry belongs to, by name
 * @param drains the drained real servers, with the texts of their configured values
 */
public record Ledger(
    Map<String, Started> services,
    Map<Key, Entry> entries,
    Map<String, Integer> devices,
    Map<Key, String> drains) {
  public static final Ledger EMPTY = new Ledger(Map.of(), Map.of(), Map.of(), Map.of());

  public Ledger {
    services = Collections.unmodifiableMap(services);
    entries = Collections.unmodifiableMap(entries);
    devices = Collections.unmodifiableMap(devices);
    drains = Collections.unmodifiableMap(drains);
  }

  private Ledger with(Map<Key, Entry> entries) {
    return new Ledger(services, entries, devices, drains);
  }

  public Entry entry(Key key) {
    return entries.getOrDefault(key, Entry.NONE);
  }

  public Optional<HeldValue> held(Key key) {
    return entry(key).held();
  }

  /** Returns the keys that a service needs or whose value is ours. */
  public Collection<Key> keys() {
    return entries.keySet();
  }

  public boolean isUp(String service) {
    Started started = services.get(service);
    return started != null && started.up();
  }

  /** Returns true for a VIP that another program holds on the device of one of our directors. */
  public boolean isHeldByOthers(Address address) {
    return services.values().stream().anyMatch(started -> started.isHeldOn(address));
  }

  /**
   * Returns true if this ledger has no change against the other. Entries are compared by identity,
   * because comparing 40,000 values would cost more than it saves.
   */
  boolean isUnchanged(Ledger other) {
    if (entries.size() != other.entries.size()
        || !services.equals(other.services)
        || !devices.equals(other.devices)
        || !drains.equals(other.drains)) {
      return false;
    }
    Iterator<Entry> others = other.entries.values().iterator();
    for (Entry entry : entries.values()) {
      if (!entry.isSame(others.next())) {
        return false;
      }
    }
    return true;
  }

  /** Returns true if both record the same, but for needs, which follow the devices of the host. */
  public boolean recordsSame(Ledger other) {
    return services.equals(other.services)
        && drains.equals(other.drains)
        && holdsAllOf(other)
        && other.holdsAllOf(this);
  }

  private boolean holdsAllOf(Ledger other) {
    return other.entries.entrySet().stream()
        .map(theirs -> Map.entry(theirs.getValue().held(), held(theirs.getKey())))
        .allMatch(held -> held.getKey().isEmpty() || held.getKey().equals(held.getValue()));
  }

  /** Returns the ledger with a started service and its needs. */
  public Ledger starting(Started service, Map<Key, Expectation> desired) {
    String name = service.name();
    Map<String, Started> more = new LinkedHashMap<>(services);
    more.put(name, service);
    Map<Key, Entry> changed = new LinkedHashMap<>();
    TextCache texts = new TextCache();
    Entry fresh = Entry.NONE;
    int known = 0;
    for (Map.Entry<Key, Expectation> need : desired.entrySet()) {
      List<String> accepted = texts.of(need.getValue().accepted());
      Entry old = entry(need.getKey());
      List<String> before = old.needs().get(name);
      known += before == null ? 0 : 1;
      if (old.isIdle()) {
        fresh = accepted.equals(fresh.needs().get(name)) ? fresh : old.needed(name, accepted);
        changed.put(need.getKey(), fresh);
      } else if (!accepted.equals(before)) {
        changed.put(need.getKey(), old.needed(name, accepted));
      }
    }
    if (known < needed(name)) {
      for (Key key : keys()) {
        if (entry(key).needs().containsKey(name) && !desired.containsKey(key)) {
          changed.put(key, entry(key).without(name));
        }
      }
    }
    Ledger next = new Ledger(more, over(changed), devices, drains);
    return changed.isEmpty() ? next : next.tidied();
  }

  /** Returns the number of keys that a service needs. */
  private int needed(String service) {
    return Math.toIntExact(
        entries.values().stream().filter(entry -> entry.needs().containsKey(service)).count());
  }

  /** Returns the entries with the changed ones replaced. */
  private Map<Key, Entry> over(Map<Key, Entry> changed) {
    if (changed.isEmpty() || entries.isEmpty()) {
      return changed.isEmpty() ? entries : changed;
    }
    Map<Key, Entry> all = new LinkedHashMap<>(entries);
    all.putAll(changed);
    return all;
  }

  /** Returns the ledger with a service that is down and needs nothing. */
  public Ledger stopping(String service) {
    Map<String, Started> rest = new LinkedHashMap<>(services);
    rest.computeIfPresent(service, (name, started) -> started.stopped());
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    changed.replaceAll((key, entry) -> entry.without(service));
    return new Ledger(rest, changed, devices, drains).tidied();
  }

  /**
   * Returns the ledger with a drained real server, whose services need the drained value instead.
   */
  public Ledger draining(Key key, String configured, String drained) {
    Map<Key, String> more = new LinkedHashMap<>(drains);
    more.putIfAbsent(key, configured);
    return new Ledger(services, needing(key, drained), devices, more);
  }

  /** Returns the ledger with a real server that is no longer drained. */
  public Ledger undraining(Key key) {
    Map<Key, String> rest = new LinkedHashMap<>(drains);
    String configured = rest.remove(key);
    return configured == null
        ? this
        : new Ledger(services, needing(key, configured), devices, rest);
  }

  private Map<Key, Entry> needing(Key key, String accepted) {
    return changing(List.of(key), entry -> entry.needing(List.of(accepted))).entries;
  }

  /** Returns the ledger without these services. */
  public Ledger without(Collection<String> names) {
    Map<String, Started> rest = new LinkedHashMap<>(services);
    rest.keySet().removeAll(names);
    return new Ledger(rest, entries, devices, drains);
  }

  /** Returns the VIPs of services that are down, as texts of {@link Started#vips}. */
  public List<String> vipsDown() {
    return services.values().stream()
        .filter(started -> !started.up())
        .flatMap(started -> started.vips().stream())
        .toList();
  }

  /** Returns the ledger with no held value and no pending change at these keys. */
  public Ledger forgetting(Collection<Key> keys) {
    return changing(keys, Entry::forgotten);
  }

  private Ledger changing(Collection<Key> keys, UnaryOperator<Entry> change) {
    if (keys.isEmpty()) {
      return this;
    }
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    for (Key key : keys) {
      changed.computeIfPresent(key, (k, entry) -> change.apply(entry));
    }
    return with(changed).tidied();
  }

  /** Returns the ledger with held values that we did not write ourselves. */
  public Ledger holding(Map<Key, HeldValue> added) {
    if (added.isEmpty()) {
      return this;
    }
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    added.forEach((key, held) -> changed.put(key, entry(key).holding(held)));
    return with(changed);
  }

  /** Returns the ledger with no needs at these keys. */
  public Ledger unneeded(Collection<Key> keys) {
    return changing(keys, entry -> new Entry(entry.held(), entry.pending(), Map.of()));
  }

  /** Returns the ledger with pending changes for these effects, except those it foresees. */
  public Ledger recording(Collection<Effect> effects) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    TextCache before = new TextCache();
    TextCache after = new TextCache();
    PendingChange last = new PendingChange("", "", List.of());
    Entry old = Entry.NONE;
    Entry fresh = Entry.NONE;
    for (Effect effect : effects) {
      PendingChange pending = PendingChange.of(effect, before, after);
      Entry entry = entry(effect.key());
      if (fresh.isSame(Entry.NONE) || !entry.isSame(old) || !pending.isLike(last)) {
        fresh = entry.recording(pending);
      }
      old = entry;
      last = pending;
      if (!entry.foresees(pending)) {
        changed.put(effect.key(), fresh);
      }
    }
    return with(changed);
  }

  /**
   * Returns the ledger with every pending change settled by the observed state, except at keys that
   * were not read; {@code bystanders} returns those of {@link HeldValue}.
   */
  public Ledger settled(HostState now, Function<Key, List<String>> bystanders) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    SettledCache cache = new SettledCache();
    changed.replaceAll(
        (key, entry) ->
            entry.pending().isEmpty() || !now.knows(key)
                ? entry
                : cache.settled(key, entry, now.at(key), bystanders.apply(key)));
    return with(changed).tidied().on(now.links());
  }

  /** Returns the keys with a pending change. */
  public List<Key> unsettled() {
    List<Key> keys = new ArrayList<>();
    for (Key key : keys()) {
      if (entry(key).pending().isPresent()) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Returns the ledger without idle entries. */
  private Ledger tidied() {
    if (entries.values().stream().noneMatch(Entry::isIdle)) {
      return this;
    }
    Map<Key, Entry> rest = new LinkedHashMap<>(entries);
    rest.values().removeIf(Entry::isIdle);
    return with(rest);
  }

  /** Returns the ledger with the indexes of the devices that entries belong to. */
  private Ledger on(List<Link> links) {
    return new Ledger(services, entries, DeviceRenames.indexes(entries, links), drains);
  }

  /**
   * Returns the ledger with the present names of renamed devices, without what we held on devices
   * that are gone or were recreated, because the kernel removed it with them.
   */
  public Ledger following(List<Link> links) {
    Map<String, String> names = DeviceRenames.names(devices, links);
    boolean unchanged = devices.keySet().stream().allMatch(name -> name.equals(names.get(name)));
    return unchanged ? this : with(DeviceRenames.moved(entries, devices, names)).on(links);
  }
}
