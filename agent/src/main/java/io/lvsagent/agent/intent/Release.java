package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.Value.Unreadable;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.PendingChange;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which held values are restored. A value is restored only if it still is what we wrote,
 * and not while somebody visibly relies on it.
 */
public final class Release {
  private final Ledger ledger;
  private final HostState observed;
  private final Map<Key, Expectation> released = new LinkedHashMap<>();

  /** Neither restored nor foreign: these stay in the ledger, and the plan reports them as unmet. */
  private final Map<Key, Expectation> unreadable = new LinkedHashMap<>();

  private final Map<Key, String> kept = new LinkedHashMap<>();
  private final Map<Key, HeldValue> inherited = new LinkedHashMap<>();
  private final Set<Key> forgotten = new HashSet<>();
  private final List<Note> foreign = new ArrayList<>();
  private final List<Note> staying = new ArrayList<>();
  private final List<Item> vipsLeft = new ArrayList<>();

  private Release(Ledger ledger, HostState observed) {
    this.ledger = ledger;
    this.observed = observed;
  }

  /**
   * @param ledger without the needs of the services that stop
   * @param desired the expectations of the services of this run
   * @param force true to restore values even if somebody may rely on ours; ARP parameters stay all
   *     the same while a VIP is local
   * @param isLocal asks the kernel; only for VIPs that are down and at none of the keys
   */
  static Release of(
      Ledger ledger,
      HostState observed,
      Map<Key, Expectation> desired,
      boolean force,
      Predicate<Ip> isLocal) {
    Release release = new Release(ledger, observed);
    for (Key key : candidates(ledger, desired)) {
      release.consider(key, ledger.entry(key));
    }
    List<String> down = ledger.vipsDown();
    if (release.released.isEmpty() && release.unreadable.isEmpty() && down.isEmpty()) {
      return release;
    }
    release.considerHeirs(desired);
    release.vipsLeft.addAll(VipsLeft.among(ledger, observed, release.released.keySet()));
    for (Item item : release.vipsLeft) {
      String text = "VIP " + VipsLeft.vip(item) + " stays: lvs-agent did not put it there";
      release.staying.add(new Note("vip-stays", text));
    }
    // removing a device would destroy what others have on it, so force does not remove it either
    release.keepInUse(Kind.DEVICE);
    if (!force) {
      release.keepInUse(Kind.LINK);
      release.keepServingOthers();
    }
    if (!release.vipsLeft.isEmpty()) {
      release.keepQuiet("VIP " + VipsLeft.vip(release.vipsLeft.get(0)) + " is still on this host");
    }
    if (!force) {
      release.keepForNewcomers();
    }
    if (release.released.keySet().stream().anyMatch(Bystanders::isArp)) {
      VipsLeft.covered(down, observed, isLocal)
          .findFirst()
          .ifPresent(
              vip ->
                  release.keepQuiet("another address, route or rule makes VIP " + vip + " local"));
    }
    release.keepBesideUnreadable();
    release.keepSideEffects();
    release.released.putAll(release.unreadable);
    return release;
  }

  /**
   * Returns the keys that hold a value of ours, that this run does not write, and whose original is
   * accepted by every service that still needs them. Only the ledger is consulted, because the
   * result decides what is read from the kernel.
   */
  static Set<Key> candidates(Ledger ledger, Map<Key, Expectation> desired) {
    Set<Key> candidates = new LinkedHashSet<>();
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      Key key = known.getKey();
      Entry entry = known.getValue();
      if (!isWritten(desired.get(key))) {
        Optional<String> original = original(entry);
        if (original.isPresent() && allAccept(key, entry, original.get())) {
          candidates.add(key);
        }
      }
    }
    return candidates;
  }

  private static boolean isWritten(@Nullable Expectation expectation) {
    return expectation != null && !expectation.checkOnly();
  }

  /** Returns the value to restore; for a pending change, the value before it. */
  private static Optional<String> original(Entry entry) {
    return entry.held().isPresent()
        ? entry.held().map(HeldValue::original)
        : entry.pending().map(PendingChange::before);
  }

  private void consider(Key key, Entry entry) {
    Value now = observed.at(key);
    if (now instanceof Unreadable) {
      original(entry).ifPresent(text -> unreadable.put(key, Expectation.putBack(key.parse(text))));
      return;
    }
    if (entry.held().isEmpty()) {
      return;
    }
    HeldValue held = entry.held().get();
    Value original = key.parse(held.original());
    Value written = key.parse(held.written());
    if (original.accepts(now)) {
      forgotten.add(key);
    } else if (written.isStillOurs(now)) {
      released.put(key, Expectation.putBack(original));
    } else {
      forgotten.add(key);
      String text =
          "%s is left at %s: somebody changed it after lvs-agent wrote %s"
              .formatted(key, now.text(), written.text());
      foreign.add(new Note("foreign-value", text));
    }
  }

  /** A later device got our value from conf/default, and is restored together with it. */
  private void considerHeirs(Map<Key, Expectation> desired) {
    for (Key key : released.keySet().stream().filter(Bystanders::isDefault).toList()) {
      HeldValue held = ledger.held(key).orElseThrow();
      for (Key heir : Bystanders.heirs(key, held, observed.links())) {
        Entry entry = ledger.entry(heir);
        if (entry.held().isEmpty() && observed.at(heir).recorded().equals(held.written())) {
          HeldValue copy = new HeldValue(held.original(), held.written(), List.of());
          if (!isWritten(desired.get(heir)) && allAccept(heir, entry, held.original())) {
            consider(heir, entry.holding(copy));
          }
          inherited.put(heir, copy);
        }
      }
    }
    inherited.keySet().retainAll(released.keySet());
  }

  private static boolean allAccept(Key key, Entry entry, String original) {
    if (entry.needs().isEmpty()) {
      return true;
    }
    Value value = key.parse(original);
    for (Map.Entry<String, List<String>> need : entry.needs().entrySet()) {
      if (!Desired.ofNeed(key, need.getKey(), need.getValue()).accepts(value)) {
        return false;
      }
    }
    return true;
  }

  private void keep(Key key, String code, String why) {
    released.remove(key);
    kept.put(key, why);
    staying.add(new Note(code, key + " stays: " + why));
  }

  /** Keeps a device, or keeps it up, while something that is not released is on it. */
  private void keepInUse(Kind kind) {
    for (Key key : List.copyOf(released.keySet())) {
      if (key.kind() == kind) {
        LinkUse.of(key.name(), observed, released.keySet())
            .ifPresent(user -> keep(key, "link-in-use", user + " is on it"));
      }
    }
  }

  /** Keeps a virtual service while it has real servers of others, which it would remove, too. */
  private void keepServingOthers() {
    if (released.keySet().stream().noneMatch(key -> key.kind() == Kind.IPVS_SERVICE)) {
      return;
    }
    for (RealServerItem item : observed.all(RealServerItem.class)) {
      if (!released.containsKey(item.key()) && released.containsKey(item.service())) {
        String why = "real server " + item.server().endpoint() + " is in it";
        keep(item.service(), "virtual-service-in-use", why);
      }
    }
  }

  /** Keeps ARP parameters while a VIP would become audible. */
  private void keepQuiet(String why) {
    for (Key key : List.copyOf(released.keySet())) {
      if (Bystanders.isArp(key)) {
        keep(key, "vip-still-local", why);
      }
    }
  }

  /** Keeps a value while bystanders that were added later may rely on it. */
  private void keepForNewcomers() {
    for (Map.Entry<Key, Expectation> entry : List.copyOf(released.entrySet())) {
      Key key = entry.getKey();
      boolean weakens = Bystanders.isArp(key) || entry.getValue().first().text().equals("0");
      List<String> known = ledger.held(key).map(HeldValue::bystanders).orElse(List.of());
      Map<String, Note> bystanders = Bystanders.of(key, observed, ledger);
      bystanders.keySet().removeAll(known);
      if (weakens && !bystanders.isEmpty()) {
        Note first = bystanders.values().iterator().next();
        keep(key, first.code(), first.text());
      }
    }
  }

  /** Keeps a value whose restoration would overwrite another that cannot be read. */
  private void keepBesideUnreadable() {
    for (Key key : List.copyOf(released.keySet())) {
      for (Key side : key.kind().sideEffectKeys(key, observed)) {
        if (observed.knows(side) && observed.at(side) instanceof Unreadable) {
          keep(key, "unreadable", side + " is " + observed.at(side).text());
          break;
        }
      }
    }
  }

  /**
   * Side effects of a write are reverted together with it, or not at all. A write is still pending
   * if its key cannot be read.
   */
  private void keepSideEffects() {
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      Key key = known.getKey();
      boolean stays = !released.containsKey(key) && !forgotten.contains(key);
      if (stays && original(known.getValue()).isPresent()) {
        for (Key side : key.kind().sideEffectKeys(key, observed)) {
          if (ledger.entry(side).needs().isEmpty()) {
            released.remove(side);
            forgotten.remove(side);
          }
        }
      }
    }
  }

  /** Returns VIPs of stopped services that stay on the host. */
  public List<Item> vipsLeft() {
    return vipsLeft;
  }

  /** Returns the keys to release, each with the value to restore. */
  public Map<Key, Expectation> released() {
    return released;
  }

  /** Returns the ledger without what is no longer ours, and with what devices inherited. */
  Ledger ledger() {
    return ledger.forgetting(forgotten).holding(inherited);
  }

  /** Returns the keys that stay ours, each with the reason. */
  public Map<Key, String> kept() {
    return kept;
  }

  /** Returns a note on everything that stays, with the reason. */
  public List<Note> staying() {
    return staying;
  }

  /** Returns notes on foreign values that are left and, if asked for, on everything that stays. */
  List<Note> notes(boolean onStaying) {
    List<Note> notes = new ArrayList<>(foreign);
    notes.addAll(onStaying ? staying : List.of());
    return List.copyOf(notes);
  }
}
