package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.profiles.model.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Parameters that differ without effect on the wire and that nobody can write, as in a container
 * with a read-only /proc/sys. They are reported, and are no reason not to start.
 */
final class ReadOnlyParameters {
  private final Map<Key, Expectation> desired;

  /** Their expectations, as only checked. */
  private final Map<Key, Expectation> found = new LinkedHashMap<>();

  private ReadOnlyParameters(Map<Key, Expectation> desired) {
    this.desired = desired;
  }

  static ReadOnlyParameters among(
      Map<Key, Expectation> desired, HostState observed, Predicate<Key> isReadOnly) {
    ReadOnlyParameters parameters = new ReadOnlyParameters(desired);
    desired.forEach(
        (key, want) -> {
          if (key.kind() == Kind.SYSCTL
              && want.severity() == Severity.COSMETIC
              && !want.checkOnly()
              && !want.accepts(observed.at(key))
              && isReadOnly.test(key)) {
            String why = "it stays, because /proc/sys is read-only; " + want.why();
            parameters.found.put(key, want.asCheckOnly().because(why));
          }
        });
    return parameters;
  }

  /** Returns the expectations that can be met. */
  Map<Key, Expectation> others() {
    if (found.isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> others = new LinkedHashMap<>(desired);
    others.keySet().removeAll(found.keySet());
    return others;
  }

  /** Returns all expectations, those that cannot be met as only checked. */
  Map<Key, Expectation> all() {
    if (found.isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> all = new LinkedHashMap<>(desired);
    all.putAll(found);
    return all;
  }

  List<Note> notes() {
    String text = "/proc/sys is read-only; without effect on the wire, these stay as they are: ";
    return found.isEmpty()
        ? List.of()
        : List.of(
            new Note("read-only-parameters", text + Note.firstOf(List.copyOf(found.keySet()))));
  }
}
