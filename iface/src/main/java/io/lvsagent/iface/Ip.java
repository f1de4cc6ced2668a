package io.lvsagent.iface;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. Parsed from numbers only: no name is ever resolved, IPv4 has four
 * decimal parts without leading zeros (C parsers read {@code 010} as 8), IPv6 has no zone.
 */
public final class Ip implements Comparable<Ip> {
  private final byte[] bytes;
  private @Nullable String text;

  private Ip(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The address of these 4 or 16 bytes in network order. */
  public static Ip of(byte[] bytes) {
    if (bytes.length != 4 && bytes.length != 16) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    }
    return new Ip(bytes.clone());
  }

  /** The address in 4 or 16 bytes of a buffer. */
  public static Ip of(ByteBuffer in, int from, int length) {
    byte[] bytes = new byte[length];
    in.get(from, bytes);
    return new Ip(bytes);
  }

  /** Throws IllegalArgumentException, whose message says what is wrong with the text. */
  public static Ip parse(String text) {
    return new Ip(IpText.parse(text));
  }

  public boolean isV6() {
    return bytes.length == 16;
  }

  /** 32 or 128: the prefix length of a host route. */
  public int bits() {
    return bytes.length * 8;
  }

  /** In network order. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The address {@code n} further on; throws ArithmeticException past the end of the family. */
  public Ip plus(int n) {
    byte[] sum = bytes.clone();
    long carry = n;
    for (int i = sum.length - 1; i >= 0 && carry != 0; i--) {
      carry += sum[i] & 0xff;
      sum[i] = (byte) carry;
      carry >>= 8;
    }
    if (carry != 0) {
      throw new ArithmeticException(this + " plus " + n + " leaves the address family");
    }
    return new Ip(sum);
  }

  /** IPv4 before IPv6, then by number. */
  @Override
  public int compareTo(Ip other) {
    return bytes.length != other.bytes.length
        ? Integer.compare(bytes.length, other.bytes.length)
        : Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ip ip && Arrays.equals(bytes, ip.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Its text at the end of another; not remembered, as that of {@link #toString} is. */
  void appendTo(StringBuilder to) {
    if (text == null) {
      IpText.format(bytes, to);
    } else {
      to.append(text);
    }
  }

  /** As {@code ip} prints it (RFC 5952 for IPv6). */
  @Override
  public String toString() {
    String written = text;
    if (written == null) {
      StringBuilder fresh = new StringBuilder(isV6() ? 39 : 15);
      IpText.format(bytes, fresh);
      written = fresh.toString();
      text = written;
    }
    return written;
  }
}
