package io.lvsagent.iface;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. It is parsed from numbers only and no name is ever resolved. IPv4 has
 * four decimal parts without leading zeros (C parsers read {@code 010} as 8); IPv6 has no zone.
 */
public final class Ip implements Comparable<Ip> {
  private final byte[] bytes;
  private @Nullable String text;

  private Ip(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the address of 4 or 16 bytes in network order. Throws IllegalArgumentException for any
   * other length.
   */
  public static Ip of(byte[] bytes) {
    if (bytes.length != 4 && bytes.length != 16) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    }
    return new Ip(bytes.clone());
  }

  /** Returns the address in {@code length} bytes, 4 or 16, of a buffer. */
  public static Ip of(ByteBuffer in, int from, int length) {
    byte[] bytes = new byte[length];
    in.get(from, bytes);
    return new Ip(bytes);
  }

  /**
   * Parses an address. Throws IllegalArgumentException with a message that names the mistake in the
   * text.
   */
  public static Ip parse(String text) {
    return new Ip(IpText.parse(text));
  }

  /**
   * Parses a prefix length or a port: decimal digits without a leading zero, at most this many.
   * Returns -1 for any other text.
   */
  public static int number(String text, int digits) {
    int length = text.length();
    boolean number = length == 1 || length > 1 && length <= digits && text.charAt(0) != '0';
    int value = 0;
    for (int i = 0; number && i < length; i++) {
      char digit = text.charAt(i);
      number = digit >= '0' && digit <= '9';
      value = value * 10 + digit - '0';
    }
    return number ? value : -1;
  }

  public boolean isV6() {
    return bytes.length == 16;
  }

  /** Returns the address length in bits, 32 or 128, which is the prefix length of a host route. */
  public int bits() {
    return bytes.length * 8;
  }

  /** Returns the 4 or 16 bytes in network order. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Returns the address {@code n} after this one. Throws ArithmeticException past the last address
   * of the family.
   */
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

  /** Sorts IPv4 before IPv6, then by number. */
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

  /** Appends the text without caching it, which {@link #toString} does. */
  void appendTo(StringBuilder to) {
    if (text == null) {
      IpText.format(bytes, to);
    } else {
      to.append(text);
    }
  }

  /** Returns the text that {@code ip} prints (RFC 5952 for IPv6). */
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
