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
  static final Mac NONE = new Mac(0);
  static final Mac BROADCAST = new Mac(0xffff_ffff_ffffL);

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
