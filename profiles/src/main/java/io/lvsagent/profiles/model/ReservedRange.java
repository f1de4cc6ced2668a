package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.util.List;
import java.util.Optional;

/** Addresses that are no VIP. The kernel takes every one of them, so that the check is ours. */
public record ReservedRange(IpPrefix block, String use) {
  private static final String LOOPBACK = "loopback";
  private static final List<ReservedRange> ALL =
      List.of(
          of("0.0.0.0", 8, "this network"),
          of("127.0.0.0", 8, LOOPBACK),
          of("224.0.0.0", 4, "multicast"),
          of("255.255.255.255", 32, "broadcast"),
          of("240.0.0.0", 4, "reserved (class E)"),
          of("::", 128, "no address"),
          of("::1", 128, LOOPBACK),
          of("::ffff:0:0", 96, "IPv4 addresses in IPv6 sockets"),
          of("fe80::", 10, "link-local"),
          of("ff00::", 8, "multicast"));

  private static ReservedRange of(String ip, int length, String use) {
    return new ReservedRange(new IpPrefix(Ip.parse(ip), length), use);
  }

  public static Optional<ReservedRange> within(IpRange span) {
    for (ReservedRange unfit : ALL) {
      if (IpRange.of(unfit.block).overlaps(span)) {
        return Optional.of(unfit);
      }
    }
    return Optional.empty();
  }

  public boolean isLoopback() {
    return use.equals(LOOPBACK);
  }

  /** {@code 127.0.0.0/8 is loopback}. */
  @Override
  public String toString() {
    return block + " is " + use;
  }
}
