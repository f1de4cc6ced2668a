package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import java.util.Optional;

/**
 * A network device (linux/if_link.h, struct ifinfomsg).
 *
 * @param index unique in its namespace; a device created again under the same name gets another
 * @param kind IFLA_INFO_KIND such as {@code ipip}, or empty for hardware and lo
 * @param flags IFF_* of linux/if.h
 * @param master index of the bridge, bond, team or VRF that this device is a port of, or 0
 * @param masterKind kind of that master, or empty
 * @param ends the ends of a tunnel of kind ipip or ip6tnl
 */
public record Link(
    int index, String name, String kind, int flags, int master, String masterKind, Ends ends) {
  /**
   * The ends of a tunnel, by which the kernel chooses the device that takes a packet.
   *
   * @param local empty for any address of this host
   * @param remote empty for any sender
   * @param external true if the device takes what no other does (IFLA_IPTUN_COLLECT_METADATA)
   */
  public record Ends(Optional<Ip> local, Optional<Ip> remote, boolean external) {
    public static final Ends ANY = new Ends(Optional.empty(), Optional.empty(), false);

    /** Returns true if the kernel does not fall back to the device. */
    public boolean isBound() {
      return external || local.isPresent() || remote.isPresent();
    }
  }

  public Link(int index, String name, String kind, int flags, int master, String masterKind) {
    this(index, name, kind, flags, master, masterKind, Ends.ANY);
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

  /** Returns whether the device uses ARP when up: it is not loopback, NOARP or a port. */
  public boolean doesArp() {
    return !isLoopback() && !isNoArp() && !isPort();
  }
}
