package io.lvsagent.agent.verify;

import io.lvsagent.profiles.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What is expected of one key, and what was observed.
 *
 * @param kind the word of a {@link io.lvsagent.agent.host.Kind}, or {@code service} or {@code vip}
 * @param combined for a device's own parameter, the value that the kernel computes from it and
 *     {@code all}
 */
public record Finding(
    String kind,
    String key,
    List<String> accepted,
    String observed,
    boolean ok,
    Severity severity,
    Optional<Integer> combined,
    String why) {

  /** Returns a difference at a key for which the kernel combines no values. */
  static Finding differing(
      String kind, String key, String expected, String observed, Severity severity, String why) {
    return new Finding(
        kind, key, List.of(expected), observed, false, severity, Optional.empty(), why);
  }

  /**
   * Returns true if the key differs.
   *
   * @param strict true to count differences without effect on the wire, too
   */
  boolean differs(boolean strict) {
    return !ok && (strict || severity != Severity.COSMETIC);
  }
}
