package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private Release(Ledger ledger, HostState observed) {
    this.ledger = ledger;
    this.observed = observed;
  }

  /**
   * @param ledger in which the services that leave need nothing more
   * @param desired what the services of this run want
   * @param force puts back what somebody may rely on, too
   */
  public static Release of(
      HostChecks host,
      Ledger ledger,
      HostState observed,
      Map<Key, Expectation> desired,
      boolean force) {
    Release releases = new Release(ledger, observed);
    ledger.entries().forEach((key, entry) -> releases.consider(key, entry, desired));
    List<String> down = ledger.vipsDown();
    if (releases.going.isEmpty() && down.isEmpty()) {
      return releases;
    }
    releases.considerHeirs(host, desired);
    host.readWhatGoesAlong(releases.going.keySet(), observed);
    List<String> local = releases.stillLocal(down);
    for (String vip : local) {
      releases.staying.add(
          new Note("vip-stays", "VIP " + vip + " stays: it was not put there by lvs-agent"));
    }
    // what others have on a device that goes is lost, and not to be had back
    releases.keepInUse(Kind.DEVICE);
    if (!force) {
      releases.keepInUse(Kind.LINK);
      releases.keepWhatServesOthers();
      releases.keepQuiet(local);
      releases.keepForNewcomers();
    }
    releases.keepWhatTheKernelDidAlong();
    return releases;
  }

  private void consider(Key key, Entry entry, Map<Key, Expectation> desired) {
    Expectation want = desired.get(key);
    if (entry.held().isEmpty() || want != null && !want.checkOnly()) {
      return;
    }
    HeldValue held = entry.held().get();
    Value base = key.kind().parse(key.name(), held.original());
    if (!allAccept(key, entry, base)) {
      return;
    }
    Value now = observed.at(key);
    if (base.accepts(now)) {
      forgotten.add(key);
    } else if (key.kind().isStill(key.kind().parse(key.name(), held.written()), now)) {
      going.put(key, Expectation.putBack(base));
    } else {
      forgotten.add(key);
      foreign.add(
          new Note(
              "foreign-value",
              key
                  + " is left at "
                  + now.text()
                  + ": somebody changed it since we wrote "
                  + held.written()));
    }
  }

  /** A device that came after us has our value from conf/default, and goes back with it. */
  private void considerHeirs(HostChecks host, Map<Key, Expectation> desired) {
    for (Key key : going.keySet().stream().filter(Bystanders::isDefault).toList()) {
      HeldValue held = ledger.held(key).orElseThrow();
      for (Key heir : Bystanders.heirs(key, held, observed)) {
        Entry entry = ledger.entry(heir);
        host.read(heir, observed);
        if (entry.held().isEmpty() && observed.at(heir).text().equals(held.written())) {
          HeldValue its = new HeldValue(held.original(), held.written(), List.of());
          consider(heir, entry.holding(its), desired);
          inherited.put(heir, its);
        }
      }
    }
    inherited.keySet().retainAll(going.keySet());
  }

  /** Where all who still need the key accept the old value, it would never have been changed. */
  private static boolean allAccept(Key key, Entry entry, Value base) {
    for (Map.Entry<String, List<String>> need : entry.needs().entrySet()) {
      if (!Desired.promised(key, need.getKey(), need.getValue()).accepts(base)) {
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
  private void keepQuiet(List<String> local) {
    for (Key key : List.copyOf(going.keySet())) {
      if (Bystanders.isArp(key) && !local.isEmpty()) {
        keep(key, "vip-still-local", "VIP " + local.get(0) + " is still on this host");
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

  /** VIPs of services that are down that stay, for no service that is up has them too. */
  private List<String> stillLocal(List<String> leaving) {
    if (leaving.isEmpty()) {
      return List.of();
    }
    List<String> local = new ArrayList<>();
    Set<String> vips = new HashSet<>(leaving);
    for (AddressItem item : observed.all(AddressItem.class)) {
      String ip = item.address().ip().toString();
      if (vips.contains(ip) && staysUnasked(item.key())) {
        local.add(ip);
      }
    }
    for (RouteItem item : observed.all(RouteItem.class)) {
      Route route = item.route();
      String ip =
          route.destination().isHost()
              ? route.destination().ip().toString()
              : route.destination().toString();
      if (route.type() == Route.TYPE_LOCAL && vips.contains(ip) && staysUnasked(item.key())) {
        local.add(ip);
      }
    }
    return local;
  }

  private boolean staysUnasked(Key key) {
    return !going.containsKey(key) && ledger.entry(key).needs().isEmpty();
  }

  /** What the kernel did along with a write goes back with that write or not at all. */
  private void keepWhatTheKernelDidAlong() {
    ledger
        .entries()
        .forEach(
            (key, entry) -> {
              if (entry.held().isPresent() && !going.containsKey(key) && !forgotten.contains(key)) {
                for (Key along : key.kind().touches(key, observed)) {
                  if (ledger.entry(along).needs().isEmpty()) {
                    going.remove(along);
                    forgotten.remove(along);
                  }
                }
              }
            });
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
            Value now = observed.at(key);
            if (now instanceof AddressItem item) {
              gone.add(item.address().ip());
            } else if (now instanceof RouteItem item && item.route().type() == Route.TYPE_LOCAL) {
              gone.add(item.route().destination().ip());
            }
          }
        });
    gone.removeIf(staying::contains);
    return gone;
  }
}
