package io.lvsagent.agent.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An ARP message that was seen on a wire (RFC 826).
 *
 * @param mac of the sender
 * @param sender the protocol address of the sender
 * @param target the protocol address that a request asks for, or to which an answer goes
 */
public record Arp(boolean request, byte[] mac, String sender, String target) {
  private static final int ETHERTYPE = 0x0806;
  private static final int HEADER = 14;
  private static final int LENGTH = HEADER + 28;
  private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};

  /** Reads a frame from its start; returns empty if it is not ARP. */
  static Optional<Arp> read(ByteBuffer frame) {
    if (frame.remaining() < LENGTH || frame.getShort(12) != ETHERTYPE) {
      return Optional.empty();
    }
    byte[] mac = new byte[6];
    frame.get(HEADER + 8, mac);
    return Optional.of(
        new Arp(
            frame.getShort(HEADER + 6) == 1,
            mac,
            address(frame, HEADER + 14),
            address(frame, HEADER + 24)));
  }

  /** Returns a broadcast request. */
  static ByteBuffer request(byte[] mac, String sender, String target) {
    ByteBuffer frame = ByteBuffer.allocateDirect(60);
    frame.put(EVERYBODY).put(mac).putShort((short) ETHERTYPE);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) 1).put(mac).put(octets(sender)).put(new byte[6]).put(octets(target));
    return frame.clear();
  }

  static String address(ByteBuffer frame, int at) {
    byte[] octets = new byte[4];
    frame.get(at, octets);
    try {
      return String.valueOf(InetAddress.getByAddress(octets).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] octets(String address) {
    byte[] octets = new byte[4];
    String[] parts = address.split("\\.");
    for (int i = 0; i < 4; i++) {
      octets[i] = (byte) Integer.parseInt(parts[i]);
    }
    return octets;
  }

  boolean isFrom(byte[] other) {
    return Arrays.equals(mac, other);
  }

  @Override
  public String toString() {
    return (request ? "who has " + target + " tell " : "answer to " + target + " from ") + sender;
  }
}
