package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The header of a TCP segment without data (struct tcphdr, linux/tcp.h).
 *
 * @param from source port
 * @param to destination port
 * @param flags {@link #SYN} and the like
 * @param mss the option of that name, or 0 if there is none
 */
public record TcpHdr(int from, int to, int seq, int ack, int flags, int mss) {
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int ACK = 0x10;

  static final int LENGTH = 20;
  private static final int WINDOW = 64_240;
  private static final int TCPOPT_EOL = 0;
  private static final int TCPOPT_NOP = 1;
  private static final int TCPOPT_MSS = 2;
  private static final int TCPOLEN_MSS = 4;

  public boolean isSynAck() {
    return (flags & (SYN | ACK | RST)) == (SYN | ACK);
  }

  public boolean isReset() {
    return (flags & RST) != 0;
  }

  public boolean isSyn() {
    return (flags & (SYN | ACK)) == SYN;
  }

  /** Returns the length in bytes. */
  int length() {
    return LENGTH + (mss == 0 ? 0 : TCPOLEN_MSS);
  }

  void write(ByteBuffer out, Ip source, Ip destination) {
    int start = out.position();
    out.putShort((short) from).putShort((short) to).putInt(seq).putInt(ack);
    out.put((byte) (length() / Integer.BYTES << 4)).put((byte) flags);
    out.putShort((short) WINDOW).putShort((short) 0).putShort((short) 0);
    if (mss != 0) {
      out.put((byte) TCPOPT_MSS).put((byte) TCPOLEN_MSS).putShort((short) mss);
    }
    out.putShort(start + 16, Checksum.of(out, start, source, destination, IpHdr.IPPROTO_TCP));
  }

  /** Parses a header; returns empty if it is cut. Options may be cut. */
  static Optional<TcpHdr> read(ByteBuffer in, int at) {
    if (in.limit() < at + LENGTH) {
      return Optional.empty();
    }
    int end = Math.min(in.limit(), at + ((in.get(at + 12) & 0xf0) >>> 4) * Integer.BYTES);
    return Optional.of(
        new TcpHdr(
            in.getShort(at) & 0xffff,
            in.getShort(at + 2) & 0xffff,
            in.getInt(at + 4),
            in.getInt(at + 8),
            in.get(at + 13) & 0x3f,
            mss(in, at + LENGTH, end)));
  }

  private static int mss(ByteBuffer in, int from, int end) {
    int at = from;
    while (at + TCPOLEN_MSS <= end && in.get(at) != TCPOPT_EOL) {
      if (in.get(at) == TCPOPT_MSS) {
        return in.getShort(at + 2) & 0xffff;
      }
      at += in.get(at) == TCPOPT_NOP ? 1 : Math.max(2, in.get(at + 1) & 0xff);
    }
    return 0;
  }

  /** Returns the flags as {@code SYN+ACK}. */
  String names() {
    StringBuilder names = new StringBuilder();
    if ((flags & SYN) != 0) {
      names.append("+SYN");
    }
    if ((flags & RST) != 0) {
      names.append("+RST");
    }
    if ((flags & ACK) != 0) {
      names.append("+ACK");
    }
    return names.isEmpty() ? "segment" : names.substring(1);
  }
}
