package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * A block of addresses that cannot be VIPs or hosts. The kernel would accept all of them, so the
 * check is made here.
 */
public record ReservedRange(IpPrefix block, String use) {
  private static final String LOOPBACK = "loopback";
  private static final List<ReservedRange> ALL =
      List.of(
          of("0.0.0.0", 8, "\"this network\""),
          of("127.0.0.0", 8, LOOPBACK),
          of("224.0.0.0", 4, "multicast"),
          of("255.255.255.255", 32, "broadcast"),
          of("240.0.0.0", 4, "reserved (class E)"),
          of("::", 128, "the unspecified address"),
          of("::1", 128, LOOPBACK),
          of("::ffff:0:0", 96, "IPv4-mapped"),
          of("fe80::", 10, "link-local"),
          of("ff00::", 8, "multicast"));

  private static ReservedRange of(String ip, int length, String use) {
    return new ReservedRange(new IpPrefix(Ip.parse(ip), length), use);
  }

  /** Returns the first reserved block that shares an address with the range. */
  public static Optional<ReservedRange> overlapping(IpRange range) {
    for (ReservedRange reserved : ALL) {
      if (IpRange.of(reserved.block).overlaps(range)) {
        return Optional.of(reserved);
      }
    }
    return Optional.empty();
  }

  /** Throws ConfigException if the range, which is that of {@code what}, overlaps a block. */
  public static void refuse(Place place, IpRange range, Object what, String cannot) {
    Optional<ReservedRange> reserved = overlapping(range);
    if (reserved.isPresent()) {
      throw place.wrong("%s cannot be %s: %s", what, cannot, reserved.get());
    }
  }

  public boolean isLoopback() {
    return use.equals(LOOPBACK);
  }

  /** Returns a clause such as {@code 127.0.0.0/8 is loopback}. */
  @Override
  public String toString() {
    return block + " is " + use;
  }
}
