package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Real servers that are drained, so that they get no new connections whatever weight is configured.
 * The ledger marks each of them, together with what was configured at that time. The mark becomes
 * void once something else is configured.
 *
 * @param keys the real servers that a run drains or undrains
 * @param drained true to drain them, false to undrain them
 */
public record Drains(List<Key> keys, boolean drained) {
  /** Changes no mark; existing marks are respected. */
  public static final Drains KEPT = new Drains(List.of(), true);

  private static final String WHY = "it is drained and gets no new connections";

  /** Undrains every real server that is marked. */
  public static Drains none(Ledger ledger) {
    return new Drains(List.copyOf(ledger.drains().keySet()), false);
  }

  /**
   * Returns the real servers at an address, of the services that are up.
   *
   * @param port 0 for every port
   */
  public static List<Key> at(Ledger ledger, Ip ip, int port) {
    List<Key> keys = new ArrayList<>();
    for (Key key : ledger.keys()) {
      if (key.kind() == Kind.IPVS_SERVER && !ledger.entry(key).needs().isEmpty()) {
        Endpoint here = item(key, needed(ledger, key)).server().endpoint();
        if (here.ip().equals(ip) && (port == 0 || port == here.port())) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  /** Returns the text of the real server that the first service needs. */
  private static String needed(Ledger ledger, Key key) {
    return ledger.entry(key).needs().values().iterator().next().get(0);
  }

  private static RealServerItem item(Key key, String text) {
    return (RealServerItem) key.parse(text);
  }

  /** Returns the ledger with the marks set or removed. */
  Ledger in(Ledger ledger) {
    Ledger next = ledger;
    for (Key key : keys) {
      next = drained ? draining(next, key) : next.undraining(key);
    }
    return next;
  }

  private static Ledger draining(Ledger ledger, Key key) {
    String needed = needed(ledger, key);
    return ledger.draining(key, needed, item(key, needed).weighing(0, false).text());
  }

  /** Returns the expectations that put the marks into effect. */
  public Map<Key, Expectation> desired(Ledger next) {
    Map<Key, Expectation> desired = new LinkedHashMap<>();
    String why = drained ? WHY : "it is no longer drained";
    for (Key key : keys) {
      for (Map.Entry<String, List<String>> need : next.entry(key).needs().entrySet()) {
        RealServerItem item = item(key, need.getValue().get(0));
        // exactly its weight, even if any weight is accepted
        List<Value> exact = List.of(item.weighing(item.server().weight(), false));
        List<String> services = List.of(need.getKey());
        desired.put(key, new Expectation(exact, false, Severity.BROKEN, why, services));
      }
    }
    return desired;
  }

  /** Returns the expectations with weight 0 for each real server that is marked. */
  static Map<Key, Expectation> respected(Map<Key, Expectation> desired, Ledger ledger) {
    if (ledger.drains().isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> respected = new LinkedHashMap<>(desired);
    for (Map.Entry<Key, String> drain : ledger.drains().entrySet()) {
      Expectation one = desired.get(drain.getKey());
      if (one != null
          && one.first() instanceof RealServerItem item
          && item.text().equals(drain.getValue())) {
        respected.put(drain.getKey(), one.accepting(List.of(item.weighing(0, false))).because(WHY));
      }
    }
    return respected;
  }

  /** Returns the ledger without the marks that have become void by these expectations. */
  static Ledger reviewed(Ledger ledger, Map<Key, Expectation> desired) {
    Ledger next = ledger;
    for (Map.Entry<Key, String> drain : ledger.drains().entrySet()) {
      Expectation now = desired.get(drain.getKey());
      boolean same = now != null && now.first().text().equals(drain.getValue());
      boolean ours = desired.containsKey(item(drain.getKey(), drain.getValue()).service());
      if (ours && !same) {
        next = next.undraining(drain.getKey());
      }
    }
    return next;
  }
}
