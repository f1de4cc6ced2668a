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
    return new IpPrefix(ip, length(text.substring(slash + 1)));
  }

  /** Parses one to three decimal digits without a leading zero. */
  private static int length(String text) {
    int length = 0;
    boolean number = !text.isEmpty() && text.length() <= 3 && text.charAt(0) != '0';
    for (int i = 0; i < text.length() && number; i++) {
      number = text.charAt(i) >= '0' && text.charAt(i) <= '9';
      length = length * 10 + text.charAt(i) - '0';
    }
    if (!number && !text.equals("0")) {
      throw new IllegalArgumentException("prefix length \"" + text + "\" is not a number");
    }
    return length;
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
