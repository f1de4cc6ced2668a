package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Key;
import io.lvsagent.profiles.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What is expected of one key, and what was observed.
 *
 * @param kind the word of a {@link io.lvsagent.agent.host.Kind}, or {@code service}
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

  static Finding left(Key key, String expected, String observed, Severity severity, String why) {
    return new Finding(
        key.kind().toString(),
        key.name(),
        List.of(expected),
        observed,
        false,
        severity,
        Optional.empty(),
        why);
  }

  static Finding ofService(String name, String expected, String observed, String why) {
    return new Finding(
        "service",
        name,
        List.of(expected),
        observed,
        false,
        Severity.BROKEN,
        Optional.empty(),
        why);
  }
}
