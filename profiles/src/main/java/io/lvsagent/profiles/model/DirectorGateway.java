package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;

/** A check that answers to {@code destination} leave through {@code gateway}, the director. */
public record DirectorGateway(Ip destination, Ip gateway) {
  /** The IPv4 dummy address (RFC 7600), which is routed as the address of a client is. */
  private static final Ip ANY_IPV4 = Ip.parse("192.0.0.8");

  /** An address of the IPv6 documentation prefix (RFC 9637), which lies in global unicast space. */
  private static final Ip ANY_IPV6 = Ip.parse("3fff::8");

  /** Returns an address that stands for any client in another network. */
  public static Ip anyClient(boolean v6) {
    return v6 ? ANY_IPV6 : ANY_IPV4;
  }
}
