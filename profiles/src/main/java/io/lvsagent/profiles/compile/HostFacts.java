package io.lvsagent.profiles.compile;

import io.lvsagent.iface.route.Link;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The facts about a host that a service is compiled for.
 *
 * @param links all devices of the network namespace
 * @param foreign returns the value of a kernel parameter that is not ours: the current value, or
 *     the original one if the agent has written the parameter
 */
public record HostFacts(List<Link> links, Function<SysctlKey, Reading> foreign) {
  /** No facts, for what does not depend on any. */
  static final HostFacts UNKNOWN = new HostFacts(List.of(), key -> new Reading.Absent());

  public HostFacts {
    links = List.copyOf(links);
  }

  Optional<Link> link(String name) {
    for (Link link : links) {
      if (link.name().equals(name)) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }

  /** Returns the bridge, bond or team that a port belongs to. */
  Optional<Link> master(Link port) {
    for (Link link : links) {
      if (link.index() == port.master()) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }
}
