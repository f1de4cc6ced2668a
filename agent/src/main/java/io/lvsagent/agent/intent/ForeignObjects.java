package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.ModuleItem;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds objects of others at desired keys, or beside them. They are reported and left alone. */
final class ForeignObjects {
  private ForeignObjects() {}

  /** Returns the expectations, only checked where a foreign object is in the way. */
  static Map<Key, Expectation> considered(
      Map<Key, Expectation> desired, Ledger ledger, HostState observed) {
    Map<Key, Expectation> others = new LinkedHashMap<>();
    String notOurs = "it is not ours: adopt it, remove it, or change the config";
    desired.forEach(
        (key, want) -> {
          if (isForeign(key, want, ledger, observed.at(key))) {
            Expectation checked = key.kind().shares() ? want.asCheckOnly() : absent(want);
            others.put(key, checked.because(notOurs));
          }
        });
    realServers(desired, observed, others);
    List<AddressItem> foreign = new ArrayList<>();
    for (Value value : observed.unrequested()) {
      if (value instanceof AddressItem item && !ledger.isHeldByOthers(item.address())) {
        foreign.add(item);
      }
    }
    Map<Ip, List<Expectation>> vips = foreign.isEmpty() ? Map.of() : vips(desired, foreign);
    for (AddressItem item : foreign) {
      for (Expectation vip : vips.getOrDefault(item.address().ip(), List.of())) {
        others.merge(
            item.key(), duplicate(item, vip, observed), (one, other) -> one.and(other).orElse(one));
        if (isInTheWay(item, vip)) {
          String why = "the device has it with another prefix, and the kernel takes it once";
          others.put(((AddressItem) vip.first()).key(), vip.asCheckOnly().because(why));
        }
      }
    }
    if (others.isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> considered = new LinkedHashMap<>(desired);
    considered.putAll(others);
    return considered;
  }

  /**
   * Leaves foreign virtual services alone, and reports foreign real servers in virtual services of
   * ours.
   */
  private static void realServers(
      Map<Key, Expectation> desired, HostState observed, Map<Key, Expectation> others) {
    if (!desired.containsKey(ModuleItem.IPVS.key())) {
      return;
    }
    desired.forEach(
        (key, expectation) -> {
          if (expectation.first() instanceof RealServerItem item
              && others.containsKey(item.service())) {
            others.put(key, expectation.asCheckOnly().because("its virtual service is not ours"));
          }
        });
    for (Value value : observed.unrequested()) {
      if (value instanceof RealServerItem item) {
        Expectation service = desired.get(item.service());
        if (service != null && !others.containsKey(item.service())) {
          String why = "it is not in the config: add it there, or remove it here";
          others.put(item.key(), absent(service).because(why));
        }
      }
    }
  }

  /**
   * Returns the real servers that somebody else put into virtual services of ours and that a
   * service now desires. They become ours, and are removed with the service.
   */
  static Map<Key, HeldValue> joined(
      Map<Key, Expectation> desired, Ledger ledger, HostState observed) {
    Map<Key, HeldValue> joined = new LinkedHashMap<>();
    if (desired.containsKey(ModuleItem.IPVS.key())) {
      for (Expectation expectation : desired.values()) {
        if (expectation.first() instanceof RealServerItem item
            && ledger.held(item.key()).isEmpty()
            && ledger.held(item.service()).isPresent()
            && expectation.accepts(observed.at(item.key()))) {
          String now = observed.at(item.key()).recorded();
          joined.put(item.key(), new HeldValue(Absent.TEXT, now, List.of()));
        }
      }
    }
    return joined;
  }

  private static Expectation absent(Expectation desired) {
    return absent(desired, desired.severity());
  }

  private static Expectation absent(Expectation desired, Severity severity) {
    List<Value> none = List.of(Absent.VALUE);
    return new Expectation(none, true, severity, desired.why(), desired.services());
  }

  /** Returns the desired VIPs that are also among the foreign addresses, with their expectation. */
  private static Map<Ip, List<Expectation>> vips(
      Map<Key, Expectation> desired, List<AddressItem> foreign) {
    Set<Ip> theirs = new HashSet<>();
    foreign.forEach(item -> theirs.add(item.address().ip()));
    Map<Ip, List<Expectation>> vips = new HashMap<>();
    for (Expectation expectation : desired.values()) {
      Optional<IpPrefix> vip = expectation.first().local();
      if (vip.isPresent() && theirs.contains(vip.get().ip())) {
        vips.computeIfAbsent(vip.get().ip(), ip -> new ArrayList<>()).add(expectation);
      }
    }
    return vips;
  }

  private static boolean isForeign(Key key, Expectation desired, Ledger ledger, Value now) {
    return now instanceof Item
        && !key.kind().overwrites()
        && !key.kind().isOnlyChecked()
        && !(key.kind().shares() && desired.accepts(now))
        && ledger.held(key).isEmpty();
  }

  private static Expectation duplicate(AddressItem item, Expectation vip, HostState observed) {
    String device = item.address().device();
    String ofVip = vip.first() instanceof AddressItem desired ? desired.address().device() : "";
    boolean leaks = doesArp(device, observed) && !doesArp(ofVip, observed);
    boolean own = doesArp(ofVip, observed) && device.equals(ofVip);
    String second =
        "the VIP has a second address, which is not ours: remove one of the two"
            + (own ? ", or set addresses: external if the VIP is the host's own" : "");
    String why =
        isInTheWay(item, vip)
            ? "the VIP has another prefix length here, and the kernel takes it once: remove it"
            : second;
    return absent(vip, leaks ? Severity.LEAK : Severity.BROKEN).because(why);
  }

  /** A device has an IPv6 address once, whatever its prefix (addrconf.c, ipv6_add_addr). */
  private static boolean isInTheWay(AddressItem item, Expectation vip) {
    return item.address().ip().isV6()
        && vip.first() instanceof AddressItem desired
        && desired.address().device().equals(item.address().device());
  }

  private static boolean doesArp(String device, HostState observed) {
    return observed.link(device).filter(Link::doesArp).isPresent();
  }
}
