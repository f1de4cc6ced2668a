package io.lvsagent.profiles.compile;

import io.lvsagent.iface.route.Link;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a service is compiled for.
 *
 * @param links every device of the namespace
 * @param foreign the value of a kernel parameter that is not ours: the one that stands there, or
 *     the one that stood there before we wrote it
 */
public record HostFacts(List<Link> links, Function<SysctlKey, Reading> foreign) {
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

  /** The bridge, bond or team that has this link as a port. */
  Optional<Link> master(Link port) {
    for (Link link : links) {
      if (link.index() == port.master()) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }
}
