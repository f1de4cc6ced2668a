package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Real servers that take no new connections, whatever weight is configured. The mark is in the
 * ledger with what was configured then; it is void once something else is configured.
 *
 * @param keys of the real servers that a run drains or undrains
 * @param drained what they shall be
 */
public record Drains(List<Key> keys, boolean drained) {
  /** No run about drains: the marks are respected. */
  public static final Drains KEPT = new Drains(List.of(), true);

  private static final String WHY = "it is drained: it gets no new connections";

  /** A run that ends all of them. */
  public static Drains none(Ledger ledger) {
    return new Drains(List.copyOf(ledger.drains().keySet()), false);
  }

  /** The real servers at an address, or at one of its ports, of the services that are up. */
  public static List<Key> at(Ledger ledger, Ip ip, int port) {
    List<Key> keys = new ArrayList<>();
    ledger
        .entries()
        .forEach(
            (key, entry) -> {
              if (key.kind() == Kind.IPVS_SERVER && !entry.needs().isEmpty()) {
                RealServerItem item = item(key, entry.needs().values().iterator().next().get(0));
                boolean here = port == 0 || item.server().endpoint().port() == port;
                if (here && item.server().endpoint().ip().equals(ip)) {
                  keys.add(key);
                }
              }
            });
    return keys;
  }

  /** Be the weight one that would do otherwise: somebody wants this one now. */
  private static RealServerItem weighed(RealServerItem item) {
    return item.weighing(item.server().weight(), false);
  }

  private static RealServerItem item(Key key, String text) {
    return (RealServerItem) key.kind().parse(key.name(), text);
  }

  /** The ledger with the marks that this asks for. */
  Ledger in(Ledger ledger) {
    Ledger next = ledger;
    for (Key key : keys) {
      next = drained ? draining(next, key) : next.undraining(key);
    }
    return next;
  }

  private static Ledger draining(Ledger ledger, Key key) {
    String needed = ledger.entry(key).needs().values().iterator().next().get(0);
    return ledger.draining(key, needed, item(key, needed).weighing(0, false).text());
  }

  /** What this asks of the table. */
  public Map<Key, Expectation> desired(Ledger next) {
    Map<Key, Expectation> desired = new LinkedHashMap<>();
    for (Key key : keys) {
      next.entry(key)
          .needs()
          .forEach(
              (service, accepted) ->
                  desired.put(
                      key,
                      new Expectation(
                          List.of(weighed(item(key, accepted.get(0)))),
                          false,
                          Severity.BROKEN,
                          drained ? WHY : "it is drained no more",
                          List.of(service))));
    }
    return desired;
  }

  /** What a service wants, with weight 0 where a mark says so. */
  static Map<Key, Expectation> respected(Map<Key, Expectation> desired, Ledger ledger) {
    if (ledger.drains().isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> respected = new LinkedHashMap<>(desired);
    ledger
        .drains()
        .forEach(
            (key, configured) ->
                respected.computeIfPresent(
                    key,
                    (k, its) ->
                        its.first() instanceof RealServerItem item && item.text().equals(configured)
                            ? its.accepting(item.weighing(0, false)).because(WHY)
                            : its));
    return respected;
  }

  /** Without the marks of real servers that a service wants otherwise, or no more. */
  static Ledger reviewed(Ledger ledger, Map<Key, Expectation> desired) {
    Ledger next = ledger;
    for (Map.Entry<Key, String> drain : ledger.drains().entrySet()) {
      Expectation its = desired.get(drain.getKey());
      boolean same = its != null && its.first().text().equals(drain.getValue());
      boolean ours = desired.containsKey(item(drain.getKey(), drain.getValue()).service());
      if (ours && !same) {
        next = next.undraining(drain.getKey());
      }
    }
    return next;
  }
}
