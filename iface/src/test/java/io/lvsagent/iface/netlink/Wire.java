package io.lvsagent.iface.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Converts messages to bytes and back without a kernel, in little endian like the fixtures. */
public final class Wire {
  private Wire() {}

  /** Returns the message with sequence number 1 from port 77. */
  public static byte[] write(Message message) {
    ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    MessageWriter out = new MessageWriter(bytes);
    out.begin(1, 77);
    message.write(out);
    out.end();
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Returns the values that the query reads from the payloads of these messages. */
  public static <T> List<T> read(Query<T> query, byte[] messages) {
    MessageReader in = new MessageReader(ByteBuffer.wrap(messages).order(ByteOrder.LITTLE_ENDIAN));
    List<T> read = new ArrayList<>();
    while (in.next()) {
      query.read(in.payload(), read);
    }
    return read;
  }

  /** Returns the first bytes of a message, with the length in its header adapted. */
  public static byte[] cut(byte[] message, int length) {
    byte[] cut = Arrays.copyOf(message, length);
    cut[0] = (byte) length;
    cut[1] = (byte) (length >> 8);
    return cut;
  }
}
