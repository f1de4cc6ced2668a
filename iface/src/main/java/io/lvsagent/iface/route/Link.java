package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A network device (linux/if_link.h, struct ifinfomsg).
 *
 * @param index unique in its namespace; a device created again under the same name gets another
 * @param kind IFLA_INFO_KIND such as {@code ipip}, or empty for hardware and lo
 * @param flags IFF_* of linux/if.h
 * @param master index of the bridge, bond, team or VRF that this device is a port of, or 0
 * @param masterKind kind of that master, or empty
 * @param tunnel what a device of kind ipip or ip6tnl takes
 */
public record Link(
    int index,
    String name,
    String kind,
    int flags,
    int master,
    String masterKind,
    Decapsulation tunnel) {
  /**
   * What a device of kind ipip or ip6tnl takes (IFLA_IPTUN_* of linux/if_tunnel.h).
   *
   * @param local the address that packets are sent to; empty for any address of this host
   * @param remote empty for any sender
   * @param external true if the device takes what no other does (IFLA_IPTUN_COLLECT_METADATA)
   * @param protocol of the packets within: IPPROTO_IPIP, IPPROTO_IPV6, or 0 for any
   */
  public record Decapsulation(
      Optional<Ip> local, Optional<Ip> remote, boolean external, int protocol) {
    /** Of a device that is no tunnel. */
    public static final Decapsulation NONE =
        new Decapsulation(Optional.empty(), Optional.empty(), false, 0);

    private static final int IPPROTO_IPIP = 4;
    private static final int IPPROTO_IPV6 = 41;

    /** Returns true if the device drops packets of a family. */
    public boolean refuses(boolean v6) {
      return protocol != 0 && protocol != (v6 ? IPPROTO_IPV6 : IPPROTO_IPIP);
    }

    private boolean isFallback() {
      return !external && local.isEmpty() && remote.isEmpty();
    }
  }

  public Link(int index, String name, String kind, int flags, int master, String masterKind) {
    this(index, name, kind, flags, master, masterKind, Decapsulation.NONE);
  }

  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;
  private static final int IFF_RUNNING = 0x40;
  private static final int IFF_NOARP = 0x80;

  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /**
   * Returns whether the device is up and has carrier, and the kernel has processed the change, so
   * that it does not drop what is sent.
   */
  public boolean isRunning() {
    return isUp() && (flags & IFF_RUNNING) != 0;
  }

  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }

  public boolean isNoArp() {
    return (flags & IFF_NOARP) != 0;
  }

  /**
   * Returns whether the master (bridge, bond, team) handles this device's packets. A port of a VRF
   * handles its own.
   */
  public boolean isPort() {
    return master != 0 && !masterKind.equals("vrf");
  }

  /** Returns the VRF that a device is a port of, or an empty name. */
  public static String vrf(List<Link> links, String device) {
    for (Link port : links) {
      if (port.name().equals(device) && port.masterKind.equals("vrf")) {
        for (Link link : links) {
          if (link.index == port.master) {
            return link.name;
          }
        }
      }
    }
    return "";
  }

  /** Returns whether the device uses ARP when up: it is not loopback, NOARP or a port. */
  public boolean doesArp() {
    return !isLoopback() && !isNoArp() && !isPort();
  }

  /**
   * Returns the device that takes the packets of a fallback device such as tunl0, whoever sends
   * them: one with an address of this host, then one that is external (ip_tunnel_lookup in
   * ip_tunnel.c). It is the same device if there is none, or if it is no fallback device.
   */
  public static String taker(List<Link> links, String device, Predicate<Ip> isLocal) {
    String kind = "";
    for (Link link : links) {
      if (link.name().equals(device) && link.tunnel().isFallback()) {
        kind = link.kind();
      }
    }
    if (!kind.equals("ipip") && !kind.equals("ip6tnl")) {
      return device;
    }
    String taker = device;
    for (Link link : links) {
      Decapsulation tunnel = link.tunnel();
      if (link.kind().equals(kind) && link.isUp() && tunnel.remote.isEmpty()) {
        if (tunnel.local.isPresent() && isLocal.test(tunnel.local.get())) {
          return link.name();
        }
        taker = tunnel.external ? link.name() : taker;
      }
    }
    return taker;
  }
}
