package io.lvsagent.profiles.compile;

import io.lvsagent.profiles.model.Severity;
import java.util.List;

/**
 * One thing that a service needs of a host.
 *
 * @param accepted at least one; the first is the one that is written
 * @param checkOnly compared and reported, never written
 * @param why for people, without a closing dot
 */
public record Demand<T>(List<T> accepted, boolean checkOnly, Severity severity, String why) {
  /** Wants exactly this. */
  static <T> Demand<T> of(T wanted, Severity severity, String why) {
    return new Demand<>(List.of(wanted), false, severity, why);
  }

  public Demand {
    accepted = List.copyOf(accepted);
    if (accepted.isEmpty()) {
      throw new IllegalArgumentException("a demand accepts nothing: " + why);
    }
  }
}
