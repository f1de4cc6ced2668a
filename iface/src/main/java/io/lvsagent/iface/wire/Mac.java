package io.lvsagent.iface.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An Ethernet hardware address.
 *
 * @param bits the six bytes, the first one in bits 40 to 47
 */
public record Mac(long bits) {
  static final int LENGTH = 6;
  private static final long MULTICAST = 0x0100_0000_0000L;
  static final Mac NONE = new Mac(0);
  static final Mac BROADCAST = new Mac(0xffff_ffff_ffffL);

  /**
   * Parses six bytes in hex, each of one or two digits: {@code 02:00:00:00:00:21}. Throws
   * IllegalArgumentException if the text is not the hardware address of a single host.
   */
  public static Mac parse(String text) {
    if (!text.matches("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}")) {
      throw new IllegalArgumentException(
          "\"%s\" is not a hardware address: use six bytes in hex such as 00:0c:29:4e:80:4a"
              .formatted(text));
    }
    long bits = 0;
    for (String part : text.split(":")) {
      bits = bits << Byte.SIZE | Integer.parseInt(part, 16);
    }
    if ((bits & MULTICAST) != 0) {
      throw new IllegalArgumentException(
          text + " is a multicast address, not that of a single host");
    }
    if (bits == 0) {
      throw new IllegalArgumentException(text + " is not the address of any host");
    }
    return new Mac(bits);
  }

  static Mac read(ByteBuffer in, int at) {
    return new Mac((in.getShort(at) & 0xffffL) << 32 | in.getInt(at + 2) & 0xffff_ffffL);
  }

  void write(ByteBuffer out) {
    out.putShort((short) (bits >>> 32)).putInt((int) bits);
  }

  /** Returns the text that {@code ip} prints: {@code 02:00:00:00:00:21}. */
  @Override
  public String toString() {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
    return HexFormat.ofDelimiter(":").formatHex(bytes, Long.BYTES - LENGTH, Long.BYTES);
  }
}
