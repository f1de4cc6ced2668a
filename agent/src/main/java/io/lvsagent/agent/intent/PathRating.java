package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.PathItem;
import io.lvsagent.agent.host.PathItem.Outcome;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.profiles.model.Severity;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rates paths by what was observed of them, because only then is known which of them count. */
final class PathRating {
  private PathRating() {}

  /**
   * Returns the expectations without the paths to VIPs that are not in place, and with the rest
   * rated by their outcome. A path that is only possible counts if there is no other, and is left
   * out if a VIP is not reached by a path that counts.
   */
  static Map<Key, Expectation> of(Map<Key, Expectation> desired, HostState observed) {
    if (desired.keySet().stream().noneMatch(key -> key.kind() == Kind.PATH)) {
      return desired;
    }
    Set<String> lacking = new HashSet<>();
    Set<String> open = new HashSet<>();
    desired.forEach(
        (key, want) -> {
          boolean accepted = want.accepts(observed.at(key));
          if (want.first() instanceof PathItem path) {
            if (!path.way().possible() || accepted) {
              open.addAll(names(want, path.vip() + " " + path.way().onLink()));
            }
          } else if (!accepted && want.first().local().isPresent()) {
            lacking.addAll(names(want, want.first().local().get().ip().toString()));
          }
        });
    Map<Key, Expectation> rated = new LinkedHashMap<>();
    Set<String> missed = new HashSet<>();
    desired.forEach(
        (key, want) -> {
          if (!(want.first() instanceof PathItem path)) {
            rated.put(key, want);
          } else if (Collections.disjoint(lacking, names(want, path.vip().toString()))) {
            List<String> alike = names(want, path.vip() + " " + path.way().onLink());
            boolean counts = !path.way().possible() || Collections.disjoint(open, alike);
            if (counts && !want.accepts(observed.at(key))) {
              missed.addAll(names(want, path.vip().toString()));
            }
            rated.put(key, want.rated(severity(counts, observed.at(key))));
          }
        });
    rated.values().removeIf(want -> isBeside(want, missed));
    return rated;
  }

  /** Returns a name for each service of an expectation, because services are judged alone. */
  private static List<String> names(Expectation want, String name) {
    return want.services().stream().map(service -> service + " " + name).toList();
  }

  private static Severity severity(boolean counts, Value observed) {
    Outcome outcome = observed instanceof PathItem found ? found.outcome() : Outcome.LOST;
    if (outcome == Outcome.LEAKED) {
      return Severity.LEAK;
    }
    Severity unreached = outcome == Outcome.MUTE ? Severity.MUTE : Severity.BROKEN;
    return counts ? unreached : Severity.COSMETIC;
  }

  private static boolean isBeside(Expectation want, Set<String> missed) {
    return want.first() instanceof PathItem path
        && want.severity() == Severity.COSMETIC
        && !Collections.disjoint(missed, names(want, path.vip().toString()));
  }
}
