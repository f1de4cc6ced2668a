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
    Map<Key, Expectation> paths = new LinkedHashMap<>();
    for (Map.Entry<Key, Expectation> want : desired.entrySet()) {
      if (want.getKey().kind() == Kind.PATH) {
        paths.put(want.getKey(), want.getValue());
      }
    }
    if (areMet(paths, observed)) {
      return desired;
    }
    Set<String> lacking = new HashSet<>();
    desired.forEach(
        (key, want) -> {
          if (key.kind() != Kind.PATH
              && !want.accepts(observed.at(key))
              && want.first().local().isPresent()) {
            lacking.addAll(names(want, want.first().local().get().ip().toString()));
          }
        });
    Map<Key, Expectation> rated = rated(paths, lacking, observed);
    Map<Key, Expectation> all = new LinkedHashMap<>(desired);
    all.keySet().removeAll(paths.keySet());
    all.putAll(rated);
    return all;
  }

  private static boolean areMet(Map<Key, Expectation> paths, HostState observed) {
    for (Map.Entry<Key, Expectation> path : paths.entrySet()) {
      if (!path.getValue().accepts(observed.at(path.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param lacking the VIPs that are not in place
   */
  private static Map<Key, Expectation> rated(
      Map<Key, Expectation> paths, Set<String> lacking, HostState observed) {
    Set<String> open = new HashSet<>();
    paths.forEach(
        (key, want) -> {
          PathItem path = (PathItem) want.first();
          if (!path.way().possible() || want.accepts(observed.at(key))) {
            open.addAll(names(want, alike(path)));
          }
        });
    Map<Key, Expectation> rated = new LinkedHashMap<>();
    Set<String> missed = new HashSet<>();
    paths.forEach(
        (key, want) -> {
          PathItem path = (PathItem) want.first();
          List<String> names = names(want, path.vip().toString());
          if (Collections.disjoint(lacking, names)) {
            boolean counts =
                !path.way().possible() || Collections.disjoint(open, names(want, alike(path)));
            boolean lost = !want.accepts(observed.at(key));
            if (counts && lost) {
              missed.addAll(names);
            }
            rated.put(key, lost ? want.rated(severity(counts, observed.at(key))) : want);
          }
        });
    rated.values().removeIf(want -> isBeside(want, missed));
    return rated;
  }

  /** Returns a name of the paths to a VIP from clients of one kind. */
  private static String alike(PathItem path) {
    return path.vip() + " " + path.way().onLink();
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
