package io.lvsagent.profiles.compile;

import io.lvsagent.profiles.model.Severity;
import java.util.List;

/**
 * One requirement of a service on a host.
 *
 * @param accepted the accepted values, at least one; the first is written
 * @param checkOnly true if the value is compared and reported but never written
 * @param why the reason, for reports, without a full stop
 */
public record Demand<T>(List<T> accepted, boolean checkOnly, Severity severity, String why) {
  /** Returns a demand that accepts exactly one value, without which the service is broken. */
  static <T> Demand<T> of(T wanted, String why) {
    return new Demand<>(List.of(wanted), false, Severity.BROKEN, why);
  }

  public Demand {
    accepted = List.copyOf(accepted);
    if (accepted.isEmpty()) {
      throw new IllegalArgumentException("a demand without accepted values: " + why);
    }
  }
}
