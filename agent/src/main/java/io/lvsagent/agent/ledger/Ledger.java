package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
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

/**
 * The ledger of one namespace in one boot; immutable.
 *
 * @param devices index of each device that an entry belongs to
 * @param drains real servers that are drained, with what is configured, as text
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

  /** Keys that a service needs or that hold a value of ours. */
  public Collection<Key> keys() {
    return entries.keySet();
  }

  public boolean isUp(String service) {
    Started started = services.get(service);
    return started != null && started.up();
  }

  /**
   * Whether this is what became of the other without a change: what stays the same stays the same
   * object. Comparing 40,000 values would cost more than it saves.
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
      if (!entry.is(others.next())) {
        return false;
      }
    }
    return true;
  }

  /** With a service started that wants this. */
  public Ledger starting(Started service, Map<Key, Expectation> wanted) {
    String name = service.name();
    Map<String, Started> more = new LinkedHashMap<>(services);
    more.put(name, service);
    Map<Key, Entry> changed = new LinkedHashMap<>();
    TextCache texts = new TextCache();
    Entry fresh = Entry.NONE;
    int known = 0;
    for (Map.Entry<Key, Expectation> want : wanted.entrySet()) {
      List<String> accepted = texts.of(want.getValue().accepted());
      Entry old = entry(want.getKey());
      List<String> before = old.needs().get(name);
      known += before == null ? 0 : 1;
      if (old.isIdle()) {
        fresh = accepted.equals(fresh.needs().get(name)) ? fresh : old.needed(name, accepted);
        changed.put(want.getKey(), fresh);
      } else if (!accepted.equals(before)) {
        changed.put(want.getKey(), old.needed(name, accepted));
      }
    }
    if (known < needed(name)) {
      entries.forEach(
          (key, entry) -> {
            if (entry.needs().containsKey(name) && !wanted.containsKey(key)) {
              changed.put(key, entry.without(name));
            }
          });
    }
    Ledger next = new Ledger(more, over(changed), devices, drains);
    return changed.isEmpty() ? next : next.tidied();
  }

  /** How many keys a service needs. */
  private int needed(String service) {
    int keys = 0;
    for (Entry entry : entries.values()) {
      keys += entry.needs().containsKey(service) ? 1 : 0;
    }
    return keys;
  }

  /** The entries with these in their place. */
  private Map<Key, Entry> over(Map<Key, Entry> changed) {
    if (changed.isEmpty() || entries.isEmpty()) {
      return changed.isEmpty() ? entries : changed;
    }
    Map<Key, Entry> all = new LinkedHashMap<>(entries);
    all.putAll(changed);
    return all;
  }

  /** With a service that needs nothing more. */
  public Ledger stopping(String service) {
    Map<String, Started> rest = new LinkedHashMap<>(services);
    rest.computeIfPresent(service, (name, started) -> started.stopped());
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    changed.replaceAll((key, entry) -> entry.without(service));
    return new Ledger(rest, changed, devices, drains).tidied();
  }

  /** With a real server drained: whoever needs it needs that instead. */
  public Ledger draining(Key key, String configured, String drained) {
    Map<Key, String> more = new LinkedHashMap<>(drains);
    more.putIfAbsent(key, configured);
    return new Ledger(services, needing(key, drained), devices, more);
  }

  /** With a real server back in what is configured. */
  public Ledger undraining(Key key) {
    Map<Key, String> rest = new LinkedHashMap<>(drains);
    String configured = rest.remove(key);
    return configured == null
        ? this
        : new Ledger(services, needing(key, configured), devices, rest);
  }

  private Map<Key, Entry> needing(Key key, String accepted) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    changed.computeIfPresent(key, (k, entry) -> entry.needing(List.of(accepted)));
    return changed;
  }

  /** Without these services. */
  public Ledger without(Collection<String> names) {
    Map<String, Started> rest = new LinkedHashMap<>(services);
    rest.keySet().removeAll(names);
    return new Ledger(rest, entries, devices, drains);
  }

  /** VIPs of services that are down, as {@link Started} has them. */
  public List<String> vipsDown() {
    List<String> vips = new ArrayList<>();
    for (Started started : services.values()) {
      if (!started.up()) {
        vips.addAll(started.vips());
      }
    }
    return vips;
  }

  /** With the values at these keys, and what was recorded of them, no longer ours. */
  public Ledger forgetting(Collection<Key> keys) {
    if (keys.isEmpty()) {
      return this;
    }
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    for (Key key : keys) {
      changed.computeIfPresent(key, (k, entry) -> entry.forgotten());
    }
    return with(changed).tidied();
  }

  /** With values at these keys ours that we did not write there ourselves. */
  public Ledger holding(Map<Key, HeldValue> holds) {
    if (holds.isEmpty()) {
      return this;
    }
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    holds.forEach((key, held) -> changed.put(key, entry(key).holding(held)));
    return with(changed);
  }

  /** With these keys needed by nobody. */
  public Ledger unneeded(Collection<Key> keys) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    for (Key key : keys) {
      changed.computeIfPresent(key, (k, e) -> new Entry(e.held(), e.pending(), Map.of()));
    }
    return with(changed).tidied();
  }

  /** With what is about to happen recorded. */
  public Ledger recording(Collection<Effect> effects) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    TextCache before = new TextCache();
    TextCache after = new TextCache();
    PendingChange last = new PendingChange("", "", List.of());
    Entry from = Entry.NONE;
    Entry to = Entry.NONE;
    for (Effect effect : effects) {
      PendingChange pending = PendingChange.of(effect, before, after);
      Entry entry = entry(effect.key());
      if (to.is(Entry.NONE) || !entry.is(from) || !pending.isLike(last)) {
        to = entry.recording(pending);
      }
      from = entry;
      last = pending;
      changed.put(effect.key(), to);
    }
    return with(changed);
  }

  /**
   * With every recorded change judged by what is there now; {@code bystanders} as in {@link
   * HeldValue}.
   */
  public Ledger settled(HostState now, Function<Key, List<String>> bystanders) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    SettledCache judge = new SettledCache();
    changed.replaceAll(
        (key, entry) ->
            entry.pending().isEmpty() || !now.knows(key)
                ? entry
                : judge.settled(key, entry, now.at(key), bystanders.apply(key)));
    return with(changed).tidied().on(now.links());
  }

  /** Keys whose recorded change is not yet judged. */
  public List<Key> unsettled() {
    List<Key> keys = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.pending().isPresent()) {
            keys.add(key);
          }
        });
    return keys;
  }

  private Ledger tidied() {
    if (entries.values().stream().noneMatch(Entry::isIdle)) {
      return this;
    }
    Map<Key, Entry> rest = new LinkedHashMap<>(entries);
    rest.values().removeIf(Entry::isIdle);
    return with(rest);
  }

  /** Remembers the indexes of the devices that entries belong to. */
  private Ledger on(List<Link> links) {
    return new Ledger(services, entries, DeviceRenames.indexes(entries, links), drains);
  }

  /**
   * Follows devices that have got another name, and drops what was on a device that is gone or was
   * made anew: the kernel took it along.
   */
  public Ledger following(List<Link> links) {
    Map<String, String> names = DeviceRenames.names(devices, links);
    boolean asTheyWere = devices.keySet().stream().allMatch(name -> name.equals(names.get(name)));
    return asTheyWere ? this : with(DeviceRenames.moved(entries, devices, names)).on(links);
  }
}
