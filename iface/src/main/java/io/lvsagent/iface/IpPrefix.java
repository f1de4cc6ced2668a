package io.lvsagent.iface;

/**
 * An address and a prefix length.
 *
 * @param length number of leading bits that count: 0 to 32, or 0 to 128 for IPv6
 */
public record IpPrefix(Ip ip, int length) {
  public IpPrefix {
    if (length < 0 || length > ip.bits()) {
      throw new IllegalArgumentException(
          "prefix length " + length + " is not in 0.." + ip.bits() + " of " + ip);
    }
  }

  /** Returns the prefix that holds only this address: /32 or /128. */
  public static IpPrefix host(Ip ip) {
    return new IpPrefix(ip, ip.bits());
  }

  /**
   * Parses {@code 192.0.2.0/24}; an address without a length is a host prefix. Throws
   * IllegalArgumentException.
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return host(Ip.parse(text));
    }
    Ip ip = Ip.parse(text.substring(0, slash));
    String digits = text.substring(slash + 1);
    int length = Ip.number(digits, 3);
    if (length < 0) {
      throw new IllegalArgumentException("prefix length \"" + digits + "\" is not a number");
    }
    return new IpPrefix(ip, length);
  }

  public boolean isHost() {
    return length == ip.bits();
  }

  /** Returns whether the address is in this prefix. Host bits of the prefix are ignored. */
  public boolean contains(Ip other) {
    byte[] mine = ip.bytes();
    byte[] its = other.bytes();
    if (mine.length != its.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit += 8) {
      int mask = length - bit >= 8 ? 0xff : 0xff << (8 - (length - bit));
      if (((mine[bit / 8] ^ its[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the first address, whose host bits are 0. */
  public Ip first() {
    return withHostBits(0);
  }

  /** Returns the last address, whose host bits are 1. */
  public Ip last() {
    return withHostBits(0xff);
  }

  private Ip withHostBits(int bits) {
    byte[] bytes = ip.bytes();
    for (int i = length / 8; i < bytes.length; i++) {
      int hostBits = Math.min(8, 8 * (i + 1) - length);
      int mask = (1 << hostBits) - 1;
      bytes[i] = (byte) (bytes[i] & ~mask | bits & mask);
    }
    return Ip.of(bytes);
  }

  /** Appends the same text as {@link #toString}. */
  public StringBuilder appendTo(StringBuilder to) {
    ip.appendTo(to);
    return to.append('/').append(length);
  }

  @Override
  public String toString() {
    return ip + "/" + length;
  }
}
