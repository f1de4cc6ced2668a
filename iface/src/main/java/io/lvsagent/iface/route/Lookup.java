package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import java.util.Optional;

/**
 * The result of a route lookup (RTM_GETROUTE without NLM_F_DUMP).
 *
 * @param errno why the kernel would drop the packet, or 0: ENETUNREACH for no route, EHOSTUNREACH,
 *     EACCES and EINVAL for an unreachable, prohibit and blackhole route (fib_props in
 *     fib_semantics.c); of a packet that comes in, EXDEV if the reverse path filter drops it, and
 *     EINVAL if its source is an address of this host
 * @param type RTN_* as in {@link Route}; {@link Route#TYPE_LOCAL} for an address of this host
 */
public record Lookup(
    int errno, int type, String device, Optional<Ip> gateway, Optional<Ip> source) {
  /** The packet of a lookup. */
  public sealed interface Packet {
    Ip destination();

    Optional<Ip> source();
  }

  /**
   * A packet that this host sends; without a source, the kernel chooses one.
   *
   * @param vrf the VRF in which it is sent, or empty
   */
  public record Sent(Ip destination, Optional<Ip> source, String vrf) implements Packet {
    public Sent(Ip destination, Optional<Ip> source) {
      this(destination, source, "");
    }

    @Override
    public String toString() {
      return "to "
          + destination
          + (source.isEmpty() ? "" : " from " + source.get())
          + (vrf.isEmpty() ? "" : " oif " + vrf);
    }
  }

  /**
   * A packet that comes in by a device.
   *
   * @param mark the mark that nftables gives it, or 0
   */
  public record Received(Ip destination, Ip from, String device, int mark) implements Packet {
    @Override
    public Optional<Ip> source() {
      return Optional.of(from);
    }

    @Override
    public String toString() {
      return "to %s from %s iif %s".formatted(destination, from, device)
          + (mark == 0 ? "" : " mark " + mark);
    }
  }

  static Lookup refused(int errno) {
    return new Lookup(errno, 0, "", Optional.empty(), Optional.empty());
  }

  public boolean isLocal() {
    return type == Route.TYPE_LOCAL;
  }

  /** Returns the route as {@code ip route get} shows it. */
  @Override
  public String toString() {
    return (isLocal() ? "local" : gateway.map(via -> "via " + via).orElse("direct"))
        + (device.isEmpty() ? "" : " dev " + device);
  }
}
