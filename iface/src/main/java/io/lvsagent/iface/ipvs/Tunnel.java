package io.lvsagent.iface.ipvs;

import java.util.Locale;

/**
 * The encapsulation of packets that are tunnelled to a real server.
 *
 * @param port UDP port of GUE, 1 to 65535; 0 for the others
 * @param checksum none for {@link Type#IPIP}
 */
public record Tunnel(Type type, int port, Checksum checksum) {
  public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Checksum.NONE);

  /** IP_VS_CONN_F_TUNNEL_TYPE_*, in the kernel's order. */
  public enum Type {
    IPIP,
    GUE,
    GRE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The checksum of the outer header, in the order of IP_VS_TUNNEL_ENCAP_FLAG_*, which are 0 to 2.
   * Only GUE has remote checksum offload.
   */
  public enum Checksum {
    NONE,
    STANDARD,
    REMOTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Tunnel {
    boolean gue = type == Type.GUE;
    if (gue ? port < 1 || port > 65_535 : port != 0) {
      throw new IllegalArgumentException(
          "port "
              + port
              + (gue ? " is not in 1..65535" : ": a tunnel of type " + type + " has none"));
    }
    if (type == Type.IPIP && checksum != Checksum.NONE
        || type == Type.GRE && checksum == Checksum.REMOTE) {
      throw new IllegalArgumentException(
          "a tunnel of type " + type + " has no " + checksum + " checksum");
    }
  }
}
