package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.math.BigInteger;

/**
 * The addresses of one family from the first to the last, both included. The constructor throws
 * IllegalArgumentException if the range descends or spans both families.
 */
public record IpRange(Ip first, Ip last) {
  public IpRange {
    if (first.isV6() != last.isV6() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException(
          "range " + first + "-" + last + " must be ascending and within one family");
    }
  }

  /** Returns all addresses of a prefix; host bits that are set in it are ignored. */
  public static IpRange of(IpPrefix prefix) {
    return new IpRange(prefix.first(), prefix.last());
  }

  public boolean overlaps(IpRange other) {
    return first.isV6() == other.first.isV6()
        && first.compareTo(other.last) <= 0
        && other.first.compareTo(last) <= 0;
  }

  /** Returns the number of addresses, or {@code most + 1} if there are more than {@code most}. */
  public int count(int most) {
    BigInteger distance =
        new BigInteger(1, last.bytes()).subtract(new BigInteger(1, first.bytes()));
    return distance.compareTo(BigInteger.valueOf(most)) >= 0 ? most + 1 : distance.intValue() + 1;
  }
}
