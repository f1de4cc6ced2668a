package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.ModuleItem;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.State;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.Hold;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Objects of other people at keys that we want, or beside them: seen, said, and left alone. */
public final class Foreign {
  private Foreign() {}

  public static Map<Key, Expectation> considered(
      Map<Key, Expectation> wanted, Ledger ledger, State observed) {
    Map<Key, Expectation> others = new LinkedHashMap<>();
    wanted.forEach(
        (key, its) -> {
          if (isAnothers(key, its, ledger, observed.at(key))) {
            Expectation seen = key.kind().shares() ? its.asCheckOnly() : absent(its);
            others.put(
                key, seen.saying("it is not ours: adopt it, remove it, or change the config"));
          }
        });
    realServers(wanted, observed, others);
    List<AddressItem> strangers = new ArrayList<>();
    for (Value value : observed.unasked()) {
      if (value instanceof AddressItem item) {
        strangers.add(item);
      }
    }
    Map<Ip, Expectation> vips = strangers.isEmpty() ? Map.of() : vips(wanted, strangers);
    for (AddressItem item : strangers) {
      Expectation vip = vips.get(item.address().ip());
      if (vip != null) {
        others.put(item.key(), duplicate(item, vip, observed));
      }
    }
    if (others.isEmpty()) {
      return wanted;
    }
    Map<Key, Expectation> considered = new LinkedHashMap<>(wanted);
    considered.putAll(others);
    return considered;
  }

  /** Nothing is put into somebody else's virtual service; what they put into ours is said. */
  private static void realServers(
      Map<Key, Expectation> wanted, State observed, Map<Key, Expectation> others) {
    if (!wanted.containsKey(ModuleItem.IPVS.key())) {
      return;
    }
    wanted.forEach(
        (key, its) -> {
          if (its.first() instanceof RealServerItem item && others.containsKey(item.service())) {
            others.put(key, its.asCheckOnly().saying("its virtual service is not ours"));
          }
        });
    for (Value value : observed.unasked()) {
      if (value instanceof RealServerItem item) {
        Expectation service = wanted.get(item.service());
        if (service != null && !others.containsKey(item.service())) {
          others.put(item.key(), absent(service).saying("a real server that is not in the config"));
        }
      }
    }
  }

  /**
   * Real servers that somebody else put into virtual services of ours, and that a service wants by
   * now: they are ours, and go with it.
   */
  public static Map<Key, Hold> joined(Map<Key, Expectation> wanted, Ledger ledger, State observed) {
    Map<Key, Hold> joined = new LinkedHashMap<>();
    if (wanted.containsKey(ModuleItem.IPVS.key())) {
      wanted.forEach(
          (key, its) -> {
            if (its.first() instanceof RealServerItem item
                && ledger.hold(key).isEmpty()
                && ledger.hold(item.service()).isPresent()
                && its.accepts(observed.at(key))) {
              joined.put(key, new Hold(Absent.TEXT, observed.at(key).text(), List.of()));
            }
          });
    }
    return joined;
  }

  private static Expectation absent(Expectation wanted) {
    return new Expectation(
        List.of(Absent.VALUE), true, wanted.severity(), wanted.why(), wanted.services());
  }

  /** Those of the VIPs that are among the strangers' addresses, too. */
  private static Map<Ip, Expectation> vips(
      Map<Key, Expectation> wanted, List<AddressItem> strangers) {
    Set<Ip> theirs = new HashSet<>();
    strangers.forEach(item -> theirs.add(item.address().ip()));
    Map<Ip, Expectation> vips = new HashMap<>();
    for (Expectation expectation : wanted.values()) {
      if (expectation.first() instanceof AddressItem item && theirs.contains(item.address().ip())) {
        vips.put(item.address().ip(), expectation);
      } else if (expectation.first() instanceof RouteItem item
          && item.route().type() == Route.TYPE_LOCAL
          && theirs.contains(item.route().destination().ip())) {
        vips.put(item.route().destination().ip(), expectation);
      }
    }
    return vips;
  }

  private static boolean isAnothers(Key key, Expectation wanted, Ledger ledger, Value now) {
    return now instanceof Item
        && !key.kind().overwrites()
        && key.kind() != Kind.GATEWAY
        && !(key.kind().shares() && wanted.accepts(now))
        && ledger.hold(key).isEmpty();
  }

  private static Expectation duplicate(AddressItem item, Expectation vip, State observed) {
    String device = item.address().device();
    String ofVip = vip.first() instanceof AddressItem wanted ? wanted.address().device() : "";
    boolean leaks = doesArp(device, observed) && !doesArp(ofVip, observed);
    boolean own = doesArp(ofVip, observed) && device.equals(ofVip);
    return new Expectation(
        List.of(Absent.VALUE),
        true,
        leaks ? Severity.LEAK : Severity.BROKEN,
        "a second address for the VIP, and not ours: one of the two has to go"
            + (own ? ", or the VIP is the host's own: addresses: external" : ""),
        vip.services());
  }

  private static boolean doesArp(String device, State observed) {
    return observed.link(device).filter(Link::doesArp).isPresent();
  }
}
