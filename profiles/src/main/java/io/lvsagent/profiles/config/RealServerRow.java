package io.lvsagent.profiles.config;

import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.yaml.Place;

/**
 * A real server as a config lists it.
 *
 * @param server the real server; its port is 0 if the config names none
 * @param ownPort true if the config names a port; otherwise the virtual server's port applies
 */
record RealServerRow(RealServer server, boolean ownPort, Place place) {
  boolean isV6() {
    return server.endpoint().ip().isV6();
  }

  /** Returns the real server for a virtual server; throws ConfigException if it cannot serve it. */
  RealServer serving(ServiceMatch match) {
    place.refuseIf(
        isV6() != match.isV6() && server.method() != Forwarding.TUNNEL,
        "%s cannot serve %s by method %s: use an address of the same family, because only tunnel"
            + " can cross families",
        server.endpoint().ip(),
        match,
        server.method());
    int port = server.endpoint().port();
    if (match instanceof ServiceMatch.Listener listener) {
      int wanted = listener.endpoint().port();
      place.refuseIf(
          ownPort && port != wanted && server.method() != Forwarding.MASQUERADE,
          "%s has another port than %s, and method %s does not change ports: remove the port, or"
              + " use \"method: masquerade\"",
          server.endpoint(),
          match,
          server.method());
      port = ownPort ? port : wanted;
    }
    return new RealServer(
        new Endpoint(server.endpoint().ip(), port),
        server.method(),
        server.weight(),
        server.upper(),
        server.lower(),
        server.tunnel());
  }
}
