package io.lvsagent.agent.probe;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.wire.Mac;
import java.util.Optional;

/**
 * A real server to ask for a VIP.
 *
 * @param port the port of the VIP
 * @param configured its hardware address in the config
 * @param skipped the reason why it is not asked, or empty
 */
public record ServerTarget(
    Ip vip, RealServer server, int port, Optional<Mac> configured, String skipped) {
  Ip rip() {
    return server.endpoint().ip();
  }

  boolean translates() {
    return server.method() == Forwarding.MASQUERADE;
  }

  /** Returns the address to which IPVS would send a packet for the VIP. */
  Ip destination() {
    return translates() ? rip() : vip;
  }

  /** Returns the port to which IPVS would send a packet for the port of the VIP. */
  int destinationPort() {
    return translates() && server.endpoint().port() != 0 ? server.endpoint().port() : port;
  }
}
