package io.lvsagent.iface.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plays back scripted answers, one datagram at a time, and records what is sent. After the last
 * answer every receive times out.
 */
public final class ScriptedTransport implements Transport {
  public static final int PORT = 77;

  public final List<ByteBuffer> sent = new ArrayList<>();
  private final Deque<Object> script = new ArrayDeque<>();
  private ByteBuffer datagram = empty();
  private boolean closed;

  /** Returns a conversation with this transport as the kernel. */
  public Conversation conversation() {
    return new Conversation(this, new Trace.Off());
  }

  /** Returns a conversation that traces each message as one line. */
  public Conversation conversation(MessageNames protocol, Consumer<String> traceLines) {
    return new Conversation(this, new Trace.Lines(traceLines, protocol));
  }

  /** Adds a message to the datagram that {@link #flush} puts into the script. */
  public ScriptedTransport message(int type, int flags, int sequence, int port, byte[] payload) {
    int length = NlMsgHdr.LENGTH + payload.length;
    datagram.putInt(length).putShort((short) type).putShort((short) flags);
    datagram.putInt(sequence).putInt(port).put(payload);
    datagram.position(NlMsgHdr.align(datagram.position()));
    return this;
  }

  /** Adds one part of a dump, which holds a number. */
  ScriptedTransport part(int sequence, int number) {
    return part(sequence, number, NlMsgHdr.NLM_F_MULTI);
  }

  ScriptedTransport part(int sequence, int number, int flags) {
    return message(NumberQuery.ANSWER, flags, sequence, PORT, ints(number));
  }

  public ScriptedTransport done(int sequence) {
    return message(NlMsgHdr.NLMSG_DONE, NlMsgHdr.NLM_F_MULTI, sequence, PORT, ints(0)).flush();
  }

  /** Adds NLMSG_ERROR followed by the request's header, as with NETLINK_CAP_ACK. */
  public ScriptedTransport error(int sequence, int errno) {
    int flags = NlMsgHdr.NLM_F_CAPPED;
    return message(
        NlMsgHdr.NLMSG_ERROR, flags, sequence, PORT, ints(-errno, 16, 0, sequence, PORT));
  }

  /** Ends the datagram. */
  public ScriptedTransport flush() {
    script.add(datagram.flip());
    datagram = empty();
    return this;
  }

  ScriptedTransport bytes(byte[] raw) {
    datagram.put(raw);
    return flush();
  }

  /** Makes the next receive fail. */
  ScriptedTransport fails(int errno) {
    script.add(-errno);
    return this;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public int port() {
    return PORT;
  }

  @Override
  public int send(ByteBuffer message) {
    ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.nativeOrder());
    sent.add(copy.put(message.duplicate()).flip());
    return 0;
  }

  @Override
  public int receive(ByteBuffer into) {
    Object next = script.isEmpty() ? -Errno.EAGAIN : script.remove();
    if (next instanceof ByteBuffer bytes) {
      into.clear().put(bytes).flip();
      return 0;
    }
    return (Integer) next;
  }

  @Override
  public void close() {
    closed = true;
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.nativeOrder());
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  static byte[] attribute(int type, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    int length = 4 + value.length + 1;
    ByteBuffer bytes = ByteBuffer.allocate(NlMsgHdr.align(length)).order(ByteOrder.nativeOrder());
    return bytes.putShort((short) length).putShort((short) type).put(value).array();
  }

  static byte[] join(byte[]... parts) {
    ByteBuffer joined = ByteBuffer.allocate(1024);
    for (byte[] part : parts) {
      joined.put(part);
    }
    byte[] bytes = new byte[joined.position()];
    joined.flip().get(bytes);
    return bytes;
  }

  private static ByteBuffer empty() {
    return ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
  }
}
