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

  boolean isTunnelled() {
    return server.method() == Forwarding.TUNNEL;
  }

  /** Returns the real server for a virtual server; throws ConfigException if it cannot serve it. */
  RealServer serving(ServiceMatch match) {
    if (isV6() != match.isV6() && !isTunnelled()) {
      throw place.wrong(
          server.endpoint().ip()
              + " cannot serve "
              + match
              + " by method "
              + server.method()
              + ": use an address of the same family, because only tunnel can cross families");
    }
    int port = server.endpoint().port();
    if (match instanceof ServiceMatch.Listener listener) {
      int wanted = listener.endpoint().port();
      if (ownPort && port != wanted && server.method() != Forwarding.MASQUERADE) {
        throw place.wrong(
            server.endpoint()
                + " has another port than "
                + match
                + ", and method "
                + server.method()
                + " does not change ports: remove the port, or use \"method: masquerade\"");
      }
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
