package io.lvsagent.iface.netlink;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what follows a message's header: the fields of the family's struct first, then attributes.
 * Bytes that end too early, or an attribute too short for what it is taken for, become a {@link
 * NetlinkException} with EBADMSG.
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

  /** The next bytes as a payload of their own; the padding behind them is skipped. */
  public PayloadReader take(int bytes) {
    int start = field(bytes);
    at = Math.min(start + NlMsgHdr.align(bytes), end);
    return new PayloadReader(in, start, start + bytes);
  }

  /** Goes to the next attribute; false after the last. */
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

  /** Type of the attribute, without its flags. */
  public int attribute() {
    return attribute;
  }

  public int asU8() {
    return in.get(value(1)) & 0xff;
  }

  public int asU16() {
    return in.getShort(value(2)) & 0xffff;
  }

  /** In network order, as ports are. */
  public int asBe16() {
    int at = value(2);
    return (in.get(at) & 0xff) << 8 | in.get(at + 1) & 0xff;
  }

  /** In network order. */
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

  /** Of 8 bytes, or of 4, which have no sign. */
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

  /** What is left, taken as an address. */
  public Ip restAsIp() {
    return ip(at, end);
  }

  private Ip ip(int from, int to) {
    if (to - from != 4 && to - from != 16) {
      throw new MalformedMessage("address of " + (to - from) + " bytes");
    }
    return Ip.of(in, from, to - from);
  }

  /** Text up to its NUL, or to the end where there is none. */
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

  /** Where the value starts, which must have these bytes. */
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
      throw new MalformedMessage(bytes + " bytes wanted of " + (end - start));
    }
    at = start + bytes;
    return start;
  }
}
