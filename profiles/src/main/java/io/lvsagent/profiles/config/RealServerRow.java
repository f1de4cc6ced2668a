package io.lvsagent.profiles.config;

import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.yaml.Place;

/**
 * A real server as a config lists it.
 *
 * @param server its port is 0 where it has none of its own
 * @param ownPort whether it names a port; else that of the virtual server is its own
 */
record RealServerRow(RealServer server, boolean ownPort, Place place) {
  boolean isV6() {
    return server.endpoint().ip().isV6();
  }

  boolean isTunnelled() {
    return server.method() == Forwarding.TUNNEL;
  }

  /** As a real server of this virtual server. Throws ConfigException where it cannot be one. */
  RealServer of(ServiceMatch match) {
    if (isV6() != match.isV6() && !isTunnelled()) {
      throw place.wrong(
          server.endpoint().ip()
              + " cannot serve "
              + match
              + " by "
              + server.method()
              + ": use one of its family, for only a tunnel crosses");
    }
    int port = server.endpoint().port();
    if (match instanceof ServiceMatch.Listener listener) {
      int wanted = listener.endpoint().port();
      if (ownPort && port != wanted && server.method() != Forwarding.MASQUERADE) {
        throw place.wrong(
            server.endpoint()
                + " has another port than "
                + match
                + ", and "
                + server.method()
                + " does not change ports: leave the port out, or use \"method: masquerade\"");
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
