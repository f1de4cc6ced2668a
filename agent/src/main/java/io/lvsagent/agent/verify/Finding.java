package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.PathItem;
import io.lvsagent.profiles.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What is expected of one key, and what was observed.
 *
 * @param kind the word of a {@link io.lvsagent.agent.host.Kind}, or {@code service}, {@code vip} or
 *     {@code file}
 * @param combined for a device's own parameter, the value that the kernel computes from it and
 *     {@code all}
 * @param repairable true if {@code start} can make the key as expected
 * @param cause what somebody else has set or made, as far as it is known
 */
public record Finding(
    String kind,
    String key,
    List<String> accepted,
    String observed,
    boolean ok,
    Severity severity,
    Optional<Integer> combined,
    String why,
    boolean repairable,
    Optional<Cause> cause) {
  /** What {@code start} does not mend, because somebody else has set or made it. */
  public enum Cause {
    RP_FILTER,
    OTHER_TUNNEL,
    NO_ADDRESS,
    DROPPING_ROUTE,
    RULE,
    NO_LOCAL_ROUTE,
    PROXY,
    PROXY_ENTRY,
    BACKUP_ONLY;

    static Cause of(PathItem.Cause cause) {
      return valueOf(cause.name());
    }
  }

  /** A finding without a known cause. */
  public Finding(
      String kind,
      String key,
      List<String> accepted,
      String observed,
      boolean ok,
      Severity severity,
      Optional<Integer> combined,
      String why,
      boolean repairable) {
    this(kind, key, accepted, observed, ok, severity, combined, why, repairable, Optional.empty());
  }

  Finding because(Cause cause) {
    return new Finding(
        kind, key, accepted, observed, ok, severity, combined, why, repairable, Optional.of(cause));
  }

  /**
   * Returns a difference that is not for {@code start} to repair, at a key for which the kernel
   * combines no values.
   */
  static Finding differing(
      String kind, String key, String expected, String observed, Severity severity, String why) {
    return new Finding(
        kind, key, List.of(expected), observed, false, severity, Optional.empty(), why, false);
  }

  /** Returns a difference of a file that only a boot reads. */
  public static Finding ofFile(String path, String expected, String observed, String why) {
    return differing("file", path, expected, observed, Severity.COSMETIC, why);
  }

  /**
   * Returns true if the key differs.
   *
   * @param strict true to count differences without effect on the wire, too
   */
  public boolean differs(boolean strict) {
    return !ok && (strict || severity != Severity.COSMETIC);
  }
}
