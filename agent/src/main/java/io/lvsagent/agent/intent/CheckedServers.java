package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Real servers whose weights are only initial, because a health checker sets them, or removes a
 * real server that is dead and adds it when it is alive again. lvs-agent adds them once, together
 * with their virtual service or when they come into the config, and leaves them to the checker from
 * then on.
 */
final class CheckedServers {
  private CheckedServers() {}

  /**
   * Returns the expectations that a restart keeps to: of each such real server the weight that it
   * has now, or its absence.
   */
  static Map<Key, Value> seen(Map<Key, Expectation> desired, Ledger ledger, HostState observed) {
    Map<Key, Value> seen = new LinkedHashMap<>();
    desired.forEach(
        (key, want) -> {
          if (want.first() instanceof RealServerItem item && isLeft(item, ledger, observed)) {
            seen.put(key, observed.at(key));
          }
        });
    return seen;
  }

  /** Returns true if a real server was added before, and its virtual service is there. */
  private static boolean isLeft(RealServerItem item, Ledger ledger, HostState observed) {
    return item.anyWeight()
        && ledger.held(item.key()).isPresent()
        && observed.at(item.service()) instanceof Item;
  }

  /** Returns those that a restart leaves absent; they stay ours, and so the checker's to add. */
  static Map<Key, HeldValue> absent(Map<Key, Expectation> desired, Map<Key, Value> seen) {
    Map<Key, HeldValue> absent = new LinkedHashMap<>();
    seen.forEach(
        (key, before) -> {
          Expectation want = desired.get(key);
          if (before instanceof Absent && want != null) {
            String written = want.first().recorded();
            absent.put(key, new HeldValue(Absent.TEXT, written, List.of()));
          }
        });
    return absent;
  }

  /**
   * Returns the expectations, which accept that a checker has removed a real server.
   *
   * @param seen what was there before the stop of a restart; empty for any other run
   */
  static Map<Key, Expectation> considered(
      Map<Key, Expectation> desired, Ledger ledger, HostState observed, Map<Key, Value> seen) {
    Map<Key, Expectation> left = new LinkedHashMap<>();
    desired.forEach(
        (key, want) -> {
          if (want.first() instanceof RealServerItem item && item.anyWeight()) {
            Value before = seen.get(key);
            if (before instanceof RealServerItem there) {
              RealServerItem again = item.weighing(there.server().weight(), true);
              left.put(key, want.accepting(List.of(again)));
            } else if (before instanceof Absent) {
              left.put(key, want.accepting(List.of(Absent.VALUE, item)));
            } else if (isLeft(item, ledger, observed)) {
              left.put(key, want.accepting(List.of(item, Absent.VALUE)));
            }
          }
        });
    if (left.isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> considered = new LinkedHashMap<>(desired);
    considered.putAll(left);
    return considered;
  }
}
