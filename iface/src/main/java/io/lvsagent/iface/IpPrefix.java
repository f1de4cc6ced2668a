package io.lvsagent.iface;

/** An address and the number of its leading bits that count. */
public record IpPrefix(Ip ip, int length) {
  public IpPrefix {
    if (length < 0 || length > ip.bits()) {
      throw new IllegalArgumentException(
          "prefix length " + length + " is not in 0.." + ip.bits() + " of " + ip);
    }
  }

  /** The prefix of this address alone: /32 or /128. */
  public static IpPrefix host(Ip ip) {
    return new IpPrefix(ip, ip.bits());
  }

  /** {@code 192.0.2.0/24}, or an address alone for its host prefix. */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return host(Ip.parse(text));
    }
    Ip ip = Ip.parse(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (!length.matches("0|[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException("prefix length \"" + length + "\" is not a number");
    }
    return new IpPrefix(ip, Integer.parseInt(length));
  }

  public boolean isHost() {
    return length == ip.bits();
  }

  /** Whether the address lies within, host bits of the prefix itself disregarded. */
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

  @Override
  public String toString() {
    return ip + "/" + length;
  }
}
