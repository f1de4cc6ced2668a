package io.lvsagent.iface.netlink;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;

/**
 * Reads the part of a message after its header: the fields of the family's struct, then attributes.
 * Throws {@link MalformedMessage} if the bytes end too early.
 */
public final class PayloadReader {
  private final ByteBuffer in;
  private final int end;
  private int at;

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

  /** Returns the attributes that the remaining bytes consist of. */
  public Attributes attributes() {
    return new Attributes(in, at, end);
  }

  /** Reads the remaining bytes as an address. */
  public Ip restAsIp() {
    if (end - at != 4 && end - at != 16) {
      throw new MalformedMessage("address of " + (end - at) + " bytes");
    }
    return Ip.of(in, at, end - at);
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
