package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the VIPs of stopped services that are still local. */
public final class VipsLeft {
  private VipsLeft() {}

  /** Returns those that are there, are not released, and that no service that is up needs. */
  static List<Item> among(Ledger ledger, HostState observed, Set<Key> released) {
    Set<String> vips = new HashSet<>(ledger.vipsDown());
    List<Item> left = new ArrayList<>();
    for (Item item : vips.isEmpty() ? List.<Item>of() : local(observed)) {
      Key key = item.key();
      if (vips.contains(vip(item))
          && !(item instanceof AddressItem held && ledger.isHeldByOthers(held.address()))
          && !released.contains(key)
          && ledger.entry(key).needs().isEmpty()) {
        left.add(item);
      }
    }
    return left;
  }

  /**
   * Returns those that are gone themselves, but that the kernel takes for local by another route or
   * a rule.
   *
   * @param vips texts of {@link Started#vips}
   */
  public static Stream<String> covered(
      Collection<String> vips, HostState observed, Predicate<Ip> isLocal) {
    Set<String> present = new HashSet<>();
    for (Item item : local(observed)) {
      present.add(vip(item));
    }
    return vips.stream()
        .filter(vip -> !present.contains(vip) && isLocal.test(IpPrefix.parse(vip).ip()));
  }

  /**
   * Returns a note on the VIPs that are there as they should be before their service is recorded
   * for the first time: stop will leave them.
   *
   * @param before the ledger before the run
   * @param after the ledger with the services of the run
   */
  static List<Note> found(
      Map<Key, Expectation> desired, Ledger before, Ledger after, HostState observed) {
    List<String> found = new ArrayList<>();
    desired.forEach(
        (key, want) -> {
          Value now = observed.at(key);
          if (now.local().isPresent()
              && want.accepts(now)
              && before.entry(key).needs().isEmpty()
              && after.held(key).isEmpty()) {
            found.add(vip(now));
          }
        });
    String text =
        "VIP %s: on this host before lvs-agent, so that stop leaves it; lvs-agent adopt takes it over";
    return found.isEmpty()
        ? List.of()
        : List.of(new Note("vip-found", text.formatted(Note.firstOf(found))));
  }

  /** Returns what makes addresses local on this host, each by itself. */
  private static List<Item> local(HostState observed) {
    List<Item> local = new ArrayList<>(observed.all(AddressItem.class));
    local.addAll(observed.all(RouteItem.class));
    local.removeIf(item -> item.local().isEmpty());
    return local;
  }

  /** Returns the VIP as {@link Started#vips} lists it. */
  static String vip(Value local) {
    return Started.vip(local.local().orElseThrow());
  }
}
