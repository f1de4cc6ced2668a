package io.lvsagent.agent.ledger;

import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.State;
import io.lvsagent.iface.route.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
 */
public record Ledger(
    Map<String, Started> services, Map<Key, Entry> entries, Map<String, Integer> devices) {
  public static final Ledger EMPTY = new Ledger(Map.of(), Map.of(), Map.of());

  public Ledger {
    services = Collections.unmodifiableMap(services);
    entries = Collections.unmodifiableMap(entries);
    devices = Collections.unmodifiableMap(devices);
  }

  public Entry entry(Key key) {
    return entries.getOrDefault(key, Entry.NONE);
  }

  public Optional<Hold> hold(Key key) {
    return entry(key).hold();
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
  @SuppressWarnings("ReferenceEquality")
  boolean isUnchanged(Ledger other) {
    if (entries.size() != other.entries.size()
        || !services.equals(other.services)
        || !devices.equals(other.devices)) {
      return false;
    }
    Iterator<Entry> others = other.entries.values().iterator();
    for (Entry entry : entries.values()) {
      if (entry != others.next()) {
        return false;
      }
    }
    return true;
  }

  /** With a service started that accepts these texts at these keys. */
  public Ledger starting(Started service, Map<Key, List<String>> accepted) {
    Map<String, Started> more = new LinkedHashMap<>(services);
    more.put(service.name(), service);
    Map<Key, Entry> changed = new LinkedHashMap<>(2 * accepted.size());
    Map<List<String>, Entry> fresh = new HashMap<>();
    accepted.forEach(
        (key, texts) -> {
          Entry old = entries.get(key);
          changed.put(
              key,
              old != null
                  ? old.needed(service.name(), texts)
                  : fresh.computeIfAbsent(texts, t -> Entry.NONE.needed(service.name(), t)));
        });
    entries.forEach(
        (key, entry) -> changed.computeIfAbsent(key, k -> entry.without(service.name())));
    return new Ledger(more, changed, devices).tidied();
  }

  /** With a service that needs nothing more. */
  public Ledger stopping(String service) {
    Map<String, Started> rest = new LinkedHashMap<>(services);
    rest.computeIfPresent(service, (name, started) -> started.stopped());
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    changed.replaceAll((key, entry) -> entry.without(service));
    return new Ledger(rest, changed, devices).tidied();
  }

  /** Without these services. */
  public Ledger without(Collection<String> names) {
    Map<String, Started> rest = new LinkedHashMap<>(services);
    rest.keySet().removeAll(names);
    return new Ledger(rest, entries, devices);
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

  /** With the values at these keys no longer ours. */
  public Ledger forgetting(Collection<Key> keys) {
    if (keys.isEmpty()) {
      return this;
    }
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    for (Key key : keys) {
      changed.computeIfPresent(key, (k, entry) -> entry.forgotten());
    }
    return new Ledger(services, changed, devices).tidied();
  }

  /** With values at these keys ours that we did not write there ourselves. */
  public Ledger holding(Map<Key, Hold> holds) {
    if (holds.isEmpty()) {
      return this;
    }
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    holds.forEach((key, hold) -> changed.put(key, entry(key).holding(hold)));
    return new Ledger(services, changed, devices);
  }

  /** With these keys needed by nobody. */
  public Ledger unneeded(Collection<Key> keys) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    for (Key key : keys) {
      changed.computeIfPresent(key, (k, e) -> new Entry(e.hold(), e.step(), Map.of()));
    }
    return new Ledger(services, changed, devices).tidied();
  }

  /** With what is about to happen announced. */
  public Ledger announcing(Collection<Effect> effects) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    Step last = new Step("", "", List.of());
    for (Effect effect : effects) {
      Step step = Step.of(effect);
      // routes of one service say the same: one object for all
      last = step.isLike(last) ? last : step;
      changed.put(effect.key(), entry(effect.key()).announcing(last));
    }
    return new Ledger(services, changed, devices);
  }

  /** With every announced change judged by what is there now; {@code seen} as in {@link Hold}. */
  public Ledger settled(State now, Function<Key, List<String>> seen) {
    Map<Key, Entry> changed = new LinkedHashMap<>(entries);
    changed.replaceAll(
        (key, entry) ->
            entry.step().isEmpty() || !now.knows(key)
                ? entry
                : entry.settled(key, now.at(key), seen.apply(key)));
    return new Ledger(services, changed, devices).tidied().on(now.links());
  }

  /** Keys whose announced change is not yet judged. */
  public List<Key> unsettled() {
    List<Key> keys = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.step().isPresent()) {
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
    return new Ledger(services, rest, devices);
  }

  /** Remembers the indexes of the devices that entries belong to. */
  private Ledger on(List<Link> links) {
    Map<String, Integer> indexes = new HashMap<>();
    for (Link link : links) {
      indexes.put(link.name(), link.index());
    }
    Map<String, Integer> known = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) ->
            deviceOf(key, entry)
                .ifPresent(
                    device -> {
                      Integer index = indexes.get(device);
                      if (index != null) {
                        known.put(device, index);
                      }
                    }));
    return new Ledger(services, entries, known);
  }

  private static Optional<String> deviceOf(Key key, Entry entry) {
    return entry.hold().isPresent()
        ? key.kind().device(key.name(), entry.hold().get().written())
        : key.device();
  }

  /**
   * Follows devices that have got another name, and drops what was on a device that is gone or was
   * made anew: the kernel took it along.
   */
  public Ledger following(List<Link> links) {
    Map<String, String> moved = new HashMap<>();
    for (Link link : links) {
      devices.forEach(
          (name, index) -> {
            if (index == link.index()) {
              moved.put(name, link.name());
            }
          });
    }
    if (devices.keySet().stream().allMatch(name -> name.equals(moved.get(name)))) {
      return this;
    }
    Map<Key, Entry> kept = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          Optional<String> device = deviceOf(key, entry).filter(devices::containsKey);
          if (device.isEmpty() || device.get().equals(moved.get(device.get()))) {
            kept.put(key, entry);
          } else if (moved.containsKey(device.get())) {
            String name = moved.get(device.get());
            kept.put(key.device().isPresent() ? key.on(name) : key, renamed(key, entry, name));
          } else if (!entry.forgotten().isIdle()) {
            kept.put(key, new Entry(Optional.empty(), Optional.empty(), entry.needs()));
          }
        });
    return new Ledger(services, kept, devices).on(links);
  }

  private static Entry renamed(Key key, Entry entry, String device) {
    return new Entry(
        entry
            .hold()
            .map(
                hold ->
                    new Hold(
                        key.kind().textOn(hold.base(), device),
                        key.kind().textOn(hold.written(), device),
                        hold.seen())),
        entry.step(),
        entry.needs());
  }
}
