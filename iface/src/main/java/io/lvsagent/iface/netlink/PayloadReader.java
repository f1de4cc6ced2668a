package io.lvsagent.iface.netlink;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the part of a message after its header: the fields of the family's struct, then attributes.
 * Throws {@link MalformedMessage} if the bytes end too early or an attribute is shorter than the
 * type it is read as.
 */
public final class PayloadReader {
  private static final int NLA_TYPE_MASK = 0x3fff;
  private static final int HEADER = 4;

  private final ByteBuffer in;
  private final int end;
  private int at;
  private int attribute;
  private int value;
  private int valueEnd;

  PayloadReader(ByteBuffer in, int start, int end) {
    this.in = in;
    this.at = start;
    this.end = end;
  }

  public int u8() {
    return in.get(field(1)) & 0xff;
  }

  public int u16() {
    return in.getShort(field(2)) & 0xffff;
  }

  public int s32() {
    return in.getInt(field(4));
  }

  public PayloadReader skip(int bytes) {
    field(bytes);
    return this;
  }

  public boolean isEmpty() {
    return at >= end;
  }

  /** Returns a reader of the next bytes and skips them and the padding after them. */
  public PayloadReader take(int bytes) {
    int start = field(bytes);
    at = Math.min(start + NlMsgHdr.align(bytes), end);
    return new PayloadReader(in, start, start + bytes);
  }

  /** Moves to the next attribute. Returns false after the last one. */
  public boolean nextAttribute() {
    if (at >= end) {
      return false;
    }
    int start = field(HEADER);
    int length = in.getShort(start) & 0xffff;
    if (length < HEADER || length > end - start) {
      throw new MalformedMessage("attribute of " + length + " bytes in " + (end - start));
    }
    attribute = in.getShort(start + 2) & NLA_TYPE_MASK;
    value = start + HEADER;
    valueEnd = start + length;
    at = start + NlMsgHdr.align(length);
    return true;
  }

  /** Returns the type of the attribute, without its flags. */
  public int attribute() {
    return attribute;
  }

  public int asU8() {
    return in.get(value(1)) & 0xff;
  }

  public int asU16() {
    return in.getShort(value(2)) & 0xffff;
  }

  /** Reads 16 bits in network order, as ports are stored. */
  public int asBe16() {
    int at = value(2);
    return (in.get(at) & 0xff) << 8 | in.get(at + 1) & 0xff;
  }

  /** Reads 32 bits in network order. */
  public int asBe32() {
    int at = value(4);
    return in.get(at) << 24
        | (in.get(at + 1) & 0xff) << 16
        | (in.get(at + 2) & 0xff) << 8
        | in.get(at + 3) & 0xff;
  }

  public int asInt() {
    return in.getInt(value(4));
  }

  /** Reads 8 bytes, or 4 bytes as an unsigned number. */
  public long asLong() {
    return valueEnd - value < Long.BYTES ? asInt() & 0xffff_ffffL : in.getLong(value);
  }

  public byte[] asBytes() {
    byte[] bytes = new byte[valueEnd - value];
    in.get(value, bytes);
    return bytes;
  }

  public Ip asIp() {
    return ip(value, valueEnd);
  }

  /** Reads the remaining bytes as an address. */
  public Ip restAsIp() {
    return ip(at, end);
  }

  private Ip ip(int from, int to) {
    if (to - from != 4 && to - from != 16) {
      throw new MalformedMessage("address of " + (to - from) + " bytes");
    }
    return Ip.of(in, from, to - from);
  }

  /** Reads text up to its NUL, or to the end if there is no NUL. */
  public String asString() {
    byte[] bytes = asBytes();
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  public PayloadReader asNested() {
    return new PayloadReader(in, value, valueEnd);
  }

  /** Returns the start of the value, which must have at least this many bytes. */
  private int value(int bytes) {
    if (valueEnd - value < bytes) {
      throw new MalformedMessage(
          "attribute " + attribute + " has " + (valueEnd - value) + " bytes, not " + bytes);
    }
    return value;
  }

  private int field(int bytes) {
    int start = at;
    if (bytes < 0 || bytes > end - start) {
      throw new MalformedMessage(bytes + " bytes expected, " + (end - start) + " left");
    }
    at = start + bytes;
    return start;
  }
}
