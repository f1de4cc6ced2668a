package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.PendingChange;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which values of ours go back. A value goes back only if it still is what we wrote, and not while
 * somebody visibly relies on it.
 */
public final class Release {
  private final Ledger ledger;
  private final HostState observed;
  private final Map<Key, Expectation> going = new LinkedHashMap<>();
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
   * @param ledger in which the services that leave need nothing more
   * @param desired what the services of this run want
   * @param force puts back what somebody may rely on, too
   */
  static Release of(
      Ledger ledger, HostState observed, Map<Key, Expectation> desired, boolean force) {
    Release release = new Release(ledger, observed);
    for (Key key : candidates(ledger, desired)) {
      release.consider(key, ledger.entry(key));
    }
    List<String> down = ledger.vipsDown();
    if (release.going.isEmpty() && down.isEmpty()) {
      return release;
    }
    release.considerHeirs(desired);
    release.findVipsLeft(down);
    // what others have on a device that goes is lost, and not to be had back
    release.keepInUse(Kind.DEVICE);
    if (!force) {
      release.keepInUse(Kind.LINK);
      release.keepWhatServesOthers();
      release.keepQuiet();
      release.keepForNewcomers();
    }
    release.keepWhatTheKernelDidAlong();
    return release;
  }

  /**
   * Keys of ours that nobody wants any more, and whose old value all accept who still need them:
   * their values go back, if they still are what we wrote. The ledger alone tells, so that the
   * kernel can be asked for all that this may touch.
   */
  static Set<Key> candidates(Ledger ledger, Map<Key, Expectation> desired) {
    Set<Key> candidates = new LinkedHashSet<>();
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      Key key = known.getKey();
      Entry entry = known.getValue();
      Expectation want = desired.get(key);
      if (want == null || want.checkOnly()) {
        Optional<String> original = original(entry);
        if (original.isPresent() && allAccept(key, entry, original.get())) {
          candidates.add(key);
        }
      }
    }
    return candidates;
  }

  /** The value to go back to; of a change that is pending, the one before it. */
  private static Optional<String> original(Entry entry) {
    return entry.held().isPresent()
        ? entry.held().map(HeldValue::original)
        : entry.pending().map(PendingChange::before);
  }

  /** Keys that {@link #of} may look at because conf/default may go back. */
  static List<Key> heirs(Set<Key> candidates, Ledger ledger, List<Link> links) {
    List<Key> heirs = new ArrayList<>();
    for (Key key : candidates) {
      ledger
          .held(key)
          .filter(held -> Bystanders.isDefault(key))
          .ifPresent(held -> heirs.addAll(Bystanders.heirs(key, held, links)));
    }
    return heirs;
  }

  private void consider(Key key, Entry entry) {
    if (entry.held().isEmpty()) {
      return;
    }
    HeldValue held = entry.held().get();
    Value original = key.kind().parse(key.name(), held.original());
    Value now = observed.at(key);
    if (original.accepts(now)) {
      forgotten.add(key);
    } else if (key.kind().isStillOurs(key.kind().parse(key.name(), held.written()), now)) {
      going.put(key, Expectation.putBack(original));
    } else {
      forgotten.add(key);
      foreign.add(
          new Note(
              "foreign-value",
              key
                  + " is left at "
                  + now.text()
                  + ": somebody changed it since we wrote "
                  + key.kind().parse(key.name(), held.written()).text()));
    }
  }

  /** A device that came after us has our value from conf/default, and goes back with it. */
  private void considerHeirs(Map<Key, Expectation> desired) {
    for (Key key : going.keySet().stream().filter(Bystanders::isDefault).toList()) {
      HeldValue held = ledger.held(key).orElseThrow();
      for (Key heir : Bystanders.heirs(key, held, observed.links())) {
        Entry entry = ledger.entry(heir);
        if (entry.held().isEmpty() && observed.at(heir).recorded().equals(held.written())) {
          HeldValue its = new HeldValue(held.original(), held.written(), List.of());
          Expectation want = desired.get(heir);
          if ((want == null || want.checkOnly()) && allAccept(heir, entry, held.original())) {
            consider(heir, entry.holding(its));
          }
          inherited.put(heir, its);
        }
      }
    }
    inherited.keySet().retainAll(going.keySet());
  }

  private static boolean allAccept(Key key, Entry entry, String original) {
    if (entry.needs().isEmpty()) {
      return true;
    }
    Value value = key.kind().parse(key.name(), original);
    for (Map.Entry<String, List<String>> need : entry.needs().entrySet()) {
      if (!Desired.promised(key, need.getKey(), need.getValue()).accepts(value)) {
        return false;
      }
    }
    return true;
  }

  private void keep(Key key, String code, String why) {
    going.remove(key);
    kept.put(key, why);
    staying.add(new Note(code, key + " stays: " + why));
  }

  /** A link goes down only where nothing but ours and the loopback's own addresses is on it. */
  private void keepInUse(Kind kind) {
    for (Key key : List.copyOf(going.keySet())) {
      if (key.kind() == kind) {
        LinkUse.of(key.name(), observed, going.keySet())
            .ifPresent(user -> keep(key, "link-in-use", user + " is on it"));
      }
    }
  }

  /** A virtual service takes every real server along, those too that somebody else put into it. */
  private void keepWhatServesOthers() {
    if (going.keySet().stream().noneMatch(key -> key.kind() == Kind.IPVS_SERVICE)) {
      return;
    }
    for (RealServerItem item : observed.all(RealServerItem.class)) {
      if (!going.containsKey(item.key()) && going.containsKey(item.service())) {
        String why = "real server " + item.server().endpoint() + " is in it";
        keep(item.service(), "virtual-service-in-use", why);
      }
    }
  }

  /** ARP parameters stay while a VIP would become audible. */
  private void keepQuiet() {
    for (Key key : List.copyOf(going.keySet())) {
      if (Bystanders.isArp(key) && !vipsLeft.isEmpty()) {
        keep(key, "vip-still-local", "VIP " + vip(vipsLeft.get(0)) + " is still on this host");
      }
    }
  }

  /** What came after us may rely on a value of ours without having asked for it. */
  private void keepForNewcomers() {
    for (Map.Entry<Key, Expectation> entry : List.copyOf(going.entrySet())) {
      Key key = entry.getKey();
      boolean weakens = Bystanders.isArp(key) || entry.getValue().first().text().equals("0");
      List<String> seen = ledger.held(key).map(HeldValue::bystanders).orElse(List.of());
      for (Bystander bystander : Bystanders.of(key, observed, ledger)) {
        if (weakens && !seen.contains(bystander.id())) {
          keep(key, bystander.code(), bystander.reason());
          break;
        }
      }
    }
  }

  /** VIPs of services that are down, that stay, and that no service that is up has, too. */
  private void findVipsLeft(List<String> down) {
    if (down.isEmpty()) {
      return;
    }
    Set<String> vips = new HashSet<>(down);
    List<Item> local = new ArrayList<>(observed.all(AddressItem.class));
    local.addAll(observed.all(RouteItem.class));
    for (Item item : local) {
      Key key = item.key();
      if (item.local().isPresent()
          && vips.contains(vip(item))
          && !going.containsKey(key)
          && ledger.entry(key).needs().isEmpty()) {
        vipsLeft.add(item);
        staying.add(
            new Note(
                "vip-stays", "VIP " + vip(item) + " stays: it was not put there by lvs-agent"));
      }
    }
  }

  /** As {@link Started} lists it. */
  private static String vip(Value local) {
    return Started.vip(local.local().orElseThrow());
  }

  /** What the kernel did along with a write goes back with that write or not at all. */
  private void keepWhatTheKernelDidAlong() {
    ledger
        .entries()
        .forEach(
            (key, entry) -> {
              if (entry.held().isPresent() && !going.containsKey(key) && !forgotten.contains(key)) {
                for (Key along : key.kind().sideEffectKeys(key, observed)) {
                  if (ledger.entry(along).needs().isEmpty()) {
                    going.remove(along);
                    forgotten.remove(along);
                  }
                }
              }
            });
  }

  /** VIPs of services that are down that stay on the host. */
  public List<Item> vipsLeft() {
    return vipsLeft;
  }

  /** What goes back, with the value to go back to. */
  public Map<Key, Expectation> going() {
    return going;
  }

  /** Keys whose value is not ours any more: somebody else changed it, or it is back already. */
  public Set<Key> forgotten() {
    return forgotten;
  }

  /** Values of ours that no run of ours wrote where they stand. */
  public Map<Key, HeldValue> inherited() {
    return inherited;
  }

  /** Keys that stay ours, with the reason. */
  public Map<Key, String> kept() {
    return kept;
  }

  /** Values that somebody else changed: they are left. */
  public List<Note> foreign() {
    return foreign;
  }

  /** What a stop leaves, and why. */
  public List<Note> staying() {
    return staying;
  }

  /** Addresses that must not be local once these have gone. */
  public List<Ip> gone() {
    return gone(going, observed);
  }

  public static List<Ip> gone(Map<Key, Expectation> going, HostState observed) {
    Set<Ip> staying = new HashSet<>();
    for (AddressItem item : observed.all(AddressItem.class)) {
      if (!going.containsKey(item.key())) {
        staying.add(item.address().ip());
      }
    }
    List<Ip> gone = new ArrayList<>();
    going.forEach(
        (key, expectation) -> {
          if (expectation.first() instanceof Absent) {
            observed.at(key).local().ifPresent(prefix -> gone.add(prefix.ip()));
          }
        });
    gone.removeIf(staying::contains);
    return gone;
  }
}
