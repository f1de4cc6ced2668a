package io.lvsagent.agent.host;

import io.lvsagent.iface.route.Link;
import java.util.List;
import java.util.Optional;

/** The rules of kinds whose key is the name of a device. */
interface DeviceRules extends Kind.Rules {
  Value of(Link link);

  @Override
  default void observe(Kernel kernel, List<Key> keys, HostState into) {
    for (Key key : keys) {
      Optional<Link> link = into.link(key.name());
      into.put(key, link.isPresent() ? of(link.get()) : Absent.VALUE);
    }
  }

  @Override
  default Optional<String> device(String name) {
    return Optional.of(name);
  }

  @Override
  default String on(String name, String device) {
    return device;
  }
}
