package io.lvsagent.iface.netlink;

import io.lvsagent.iface.ByteText;
import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The attributes of a message, or those nested in another attribute, by type. An absent attribute
 * reads as 0 or as empty. Methods throw {@link MalformedMessage} if an attribute is shorter than
 * the type it is read as.
 */
public final class Attributes {
  /** Attributes of this type or a higher one are skipped: no family has one that is read. */
  private static final int TYPES = 32;

  private static final int NLA_TYPE_MASK = 0x3fff;
  private static final int HEADER = 4;

  private final ByteBuffer in;
  private final int from;

  /**
   * The offset of each type's value from the start, or 0 if it is absent. They are short, because
   * there is one of these for each of thousands of messages.
   */
  private final char[] starts = new char[TYPES];

  Attributes(ByteBuffer in, int from, int to) {
    this.in = in;
    this.from = from;
    if (to - from > Character.MAX_VALUE) {
      throw new MalformedMessage("attributes of " + (to - from) + " bytes");
    }
    int at = from;
    while (at < to) {
      int length = to - at < HEADER ? 0 : in.getShort(at) & 0xffff;
      if (length < HEADER || length > to - at) {
        throw new MalformedMessage("attribute of " + length + " bytes in " + (to - at));
      }
      int type = in.getShort(at + 2) & NLA_TYPE_MASK;
      if (type < TYPES) {
        starts[type] = (char) (at + HEADER - from);
      }
      at += NlMsgHdr.align(length);
    }
  }

  public boolean has(int type) {
    return starts[type] != 0;
  }

  public int u8(int type) {
    return has(type) ? in.get(value(type, 1)) & 0xff : 0;
  }

  public int u16(int type) {
    return has(type) ? in.getShort(value(type, 2)) & 0xffff : 0;
  }

  public int s32(int type) {
    return has(type) ? in.getInt(value(type, 4)) : 0;
  }

  /** Reads 8 bytes, or 4 bytes as an unsigned number. */
  public long unsigned(int type) {
    boolean wide = length(type) >= Long.BYTES;
    return wide ? in.getLong(from + starts[type]) : s32(type) & 0xffff_ffffL;
  }

  /** Reads 16 bits in network order, as ports are stored. A duplicate buffer is big endian. */
  public int be16(int type) {
    return has(type) ? in.duplicate().getShort(value(type, 2)) & 0xffff : 0;
  }

  /** Reads 32 bits in network order. */
  public int be32(int type) {
    return has(type) ? in.duplicate().getInt(value(type, 4)) : 0;
  }

  public byte[] bytes(int type) {
    byte[] bytes = new byte[length(type)];
    in.get(from + starts[type], bytes);
    return bytes;
  }

  public Optional<Ip> ip(int type) {
    return has(type) ? Optional.of(fields(type).restAsIp()) : Optional.empty();
  }

  /** Reads text up to its NUL, or to the end if there is no NUL. */
  public String text(int type) {
    byte[] bytes = bytes(type);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return ByteText.of(bytes, length);
  }

  public Attributes nested(int type) {
    return new Attributes(in, from + starts[type], from + starts[type] + length(type));
  }

  /** Returns a reader of a value that is a struct. */
  public PayloadReader fields(int type) {
    return new PayloadReader(in, from + starts[type], from + starts[type] + length(type));
  }

  private int length(int type) {
    return has(type) ? (in.getShort(from + starts[type] - HEADER) & 0xffff) - HEADER : 0;
  }

  /** Returns the offset of a value, which must have at least this many bytes. */
  private int value(int type, int bytes) {
    int length = length(type);
    if (length < bytes) {
      throw new MalformedMessage("attribute " + type + " has " + length + " bytes, not " + bytes);
    }
    return from + starts[type];
  }
}
