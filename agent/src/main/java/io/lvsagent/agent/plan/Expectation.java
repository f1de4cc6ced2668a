package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Value;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The expectation of services at one key.
 *
 * @param accepted the accepted values, at least one; the first is the one that we write
 * @param checkOnly true if the key is never written
 * @param services the services that need the key; none for a value that is only put back
 */
public record Expectation(
    List<Value> accepted, boolean checkOnly, Severity severity, String why, List<String> services) {

  /** Returns the expectation of a value that is put back. */
  public static Expectation putBack(Value value) {
    return new Expectation(List.of(value), false, Severity.BROKEN, "as it was before", List.of());
  }

  public Value first() {
    return accepted.get(0);
  }

  public boolean accepts(Value observed) {
    for (Value value : accepted) {
      if (value.accepts(observed)) {
        return true;
      }
    }
    return false;
  }

  public Expectation asCheckOnly() {
    return new Expectation(accepted, true, severity, why, services);
  }

  /** Returns this expectation with other accepted values. */
  public Expectation accepting(List<Value> values) {
    return new Expectation(values, checkOnly, severity, why, services);
  }

  public Expectation rated(Severity severity) {
    return new Expectation(accepted, checkOnly, severity, why, services);
  }

  /** Returns this expectation for another reason. */
  public Expectation because(String why) {
    return new Expectation(accepted, checkOnly, severity, why, services);
  }

  /** Returns what both accept, in the order of this one; empty if they exclude each other. */
  public Optional<Expectation> and(Expectation other) {
    List<Value> both = new ArrayList<>();
    for (Value mine : accepted) {
      for (Value theirs : other.accepted) {
        if (theirs.accepts(mine)) {
          both.add(mine);
        } else if (mine.accepts(theirs)) {
          both.add(theirs);
        }
      }
    }
    if (both.isEmpty()) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(services);
    all.addAll(other.services);
    Expectation graver = severity.compareTo(other.severity) <= 0 ? this : other;
    return Optional.of(
        new Expectation(
            List.copyOf(both),
            checkOnly && other.checkOnly,
            graver.severity,
            graver.why,
            List.copyOf(all)));
  }

  public String acceptedText() {
    StringJoiner text = new StringJoiner(" or ");
    for (Value value : accepted) {
      text.add(value.text());
    }
    return text.toString();
  }
}
