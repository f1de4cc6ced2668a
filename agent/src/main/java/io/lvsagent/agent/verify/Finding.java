package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Key;
import io.lvsagent.profiles.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * One key as it was expected and as it is.
 *
 * @param kind as {@link io.lvsagent.agent.host.Kind} writes it, or {@code service}
 * @param combined of an ARP device's own parameter: the value that counts on the wire
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

  static Finding left(Key key, String observed, Severity severity, String why) {
    return new Finding(
        key.kind().toString(),
        key.name(),
        List.of("absent"),
        observed,
        false,
        severity,
        Optional.empty(),
        why);
  }

  static Finding ofService(String name, String expected, String is, String why) {
    return new Finding(
        "service", name, List.of(expected), is, false, Severity.BROKEN, Optional.empty(), why);
  }
}
