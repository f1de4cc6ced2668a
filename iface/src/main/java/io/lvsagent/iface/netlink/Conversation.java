package io.lvsagent.iface.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Questions and orders to the kernel and its answers, in turn; for one thread at a time. Whatever
 * fails is a {@link NetlinkException}: silence ETIMEDOUT, an answer that is no message EBADMSG.
 */
public final class Conversation implements AutoCloseable {
  /** The kernel makes a dump's datagrams no larger (netlink_dump in af_netlink.c). */
  private static final int RECEIVE_BYTES = 32 * 1024;

  private static final int SEND_BYTES = 8 * 1024;

  /** Refused all, they fill half of the smallest receive buffer in use: nothing is lost. */
  private static final int MAX_UNANSWERED = 64;

  private static final int DUMP_ATTEMPTS = 8;

  private final Transport transport;
  private final Trace trace;
  private final ByteBuffer sending = allocate(SEND_BYTES);
  private final ByteBuffer receiving = allocate(RECEIVE_BYTES);
  private final MessageWriter out = new MessageWriter(sending);
  private final MessageReader sent = new MessageReader(sending);
  private final MessageReader in = new MessageReader(receiving);
  private int sequence;

  Conversation(Transport transport, Trace trace) {
    this.transport = transport;
    this.trace = trace;
  }

  /** Over a socket that is closed with the conversation. */
  public static Conversation over(NetlinkSocket socket) {
    return new Conversation(socket, new Trace.Off());
  }

  /** The same with one line for each message, each way. */
  public static Conversation over(
      NetlinkSocket socket, Protocol protocol, Consumer<String> traceLines) {
    return new Conversation(socket, new Trace.Lines(traceLines, protocol));
  }

  /**
   * The answers to a question. A dump that the kernel marks as interrupted by a change is asked for
   * again; EBUSY when that does not end.
   */
  public <T> List<T> ask(Query<T> query) {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      List<T> answers = new ArrayList<>();
      sequence++;
      sending.clear();
      put(query, sequence);
      sending.flip();
      sent.rewind();
      sent.next();
      trace.sent(sent, query);
      send(query);
      try {
        if (collect(query, answers)) {
          return answers;
        }
      } catch (MalformedMessage malformed) {
        throw refusal(query, Errno.EBADMSG, malformed.getMessage());
      }
    }
    throw refusal(query, Errno.EBUSY, "changed during each of " + DUMP_ATTEMPTS + " reads");
  }

  /** Reads to the end of the answer; false when something changed meanwhile. */
  private <T> boolean collect(Query<T> query, List<T> answers) {
    boolean consistent = true;
    while (true) {
      consistent &= receive(query);
      while (in.next()) {
        // What answers an earlier question, given up for its timeout, is no answer to this one.
        if (in.sequence() != sequence || in.port() != transport.port()) {
          continue;
        }
        consistent &= !in.has(NlMsgHdr.NLM_F_DUMP_INTR);
        if (in.type() == NlMsgHdr.NLMSG_ERROR || in.type() == NlMsgHdr.NLMSG_DONE) {
          Acknowledgement end = acknowledgement();
          if (end.errno() != 0) {
            throw end.refusal(query);
          }
          return consistent;
        }
        if (in.type() >= NlMsgHdr.NLMSG_MIN_TYPE) {
          int before = answers.size();
          query.read(in.payload(), answers);
          trace.received(in, answers.subList(before, answers.size()));
          if (!in.has(NlMsgHdr.NLM_F_MULTI)) {
            return consistent;
          }
        }
      }
    }
  }

  /**
   * Says all in order; the kernel goes on after one that it refuses. Returns what was refused, in
   * order. Throws where an answer is missing: then it is not known what was done.
   */
  public List<Refusal> apply(List<? extends Message> messages) {
    List<Refusal> refusals = new ArrayList<>();
    int first = sequence + 1;
    sequence += messages.size();
    int next = 0;
    while (next < messages.size()) {
      next = fill(messages, next, first, refusals);
      if (sending.position() > 0) {
        exchange(messages, first, refusals);
      }
    }
    refusals.sort(Comparator.comparingInt(Refusal::index));
    return refusals;
  }

  /** Fills the buffer with what goes as one datagram; returns where the next begins. */
  private int fill(List<? extends Message> messages, int from, int first, List<Refusal> refusals) {
    sending.clear();
    int end = Math.min(messages.size(), from + MAX_UNANSWERED);
    int last = -1;
    int i = from;
    for (boolean open = true; open && i < end; i++) {
      Message message = messages.get(i);
      int start = sending.position();
      try {
        put(message, first + i);
        last = start;
        open = !message.endsBatch();
      } catch (NetlinkException unsendable) {
        sending.position(start);
        refusals.add(new Refusal(i, unsendable));
      } catch (BufferOverflowException full) {
        sending.position(start);
        if (start > 0) {
          break;
        }
        refusals.add(new Refusal(i, refusal(message, Errno.EMSGSIZE, "")));
      }
    }
    if (last >= 0) {
      // Errors come unasked: an ACK of the last says that all before it were dealt with.
      int flags = sending.getShort(last + NlMsgHdr.FLAGS_OFFSET);
      sending.putShort(last + NlMsgHdr.FLAGS_OFFSET, (short) (flags | NlMsgHdr.NLM_F_ACK));
    }
    return i;
  }

  /** Sends what was filled in and reads until the last of it is acknowledged. */
  private void exchange(List<? extends Message> messages, int first, List<Refusal> refusals) {
    sending.flip();
    sent.rewind();
    while (sent.next()) {
      trace.sent(sent, messages.get(sent.sequence() - first));
    }
    Message last = messages.get(sent.sequence() - first);
    send(last);
    try {
      int read;
      do {
        if (!receive(last)) {
          throw refusal(last, Errno.ENOBUFS, "answers were lost");
        }
        read = readRefusals(messages, first, refusals);
      } while (read != sent.sequence());
    } catch (MalformedMessage malformed) {
      throw refusal(last, Errno.EBADMSG, malformed.getMessage());
    }
  }

  /** Returns the sequence number of the last answer read, or 0. */
  private int readRefusals(List<? extends Message> messages, int first, List<Refusal> refusals) {
    int read = 0;
    while (in.next()) {
      int index = in.sequence() - first;
      if (in.port() == transport.port()
          && in.type() == NlMsgHdr.NLMSG_ERROR
          && index >= 0
          && index < messages.size()) {
        read = in.sequence();
        Acknowledgement answer = acknowledgement();
        if (answer.errno() != 0) {
          refusals.add(new Refusal(index, answer.refusal(messages.get(index))));
        }
      }
    }
    return read;
  }

  private void put(Message message, int number) {
    out.begin(message.type(), message.flags() | NlMsgHdr.NLM_F_REQUEST, number, transport.port());
    message.write(out);
    out.end();
  }

  private void send(Message what) {
    int outcome;
    do {
      outcome = transport.send(sending);
    } while (outcome == -Errno.EINTR);
    if (outcome < 0) {
      throw refusal(what, -outcome, "");
    }
  }

  /** Waits for a datagram; false where the kernel had no room for some (ENOBUFS). */
  private boolean receive(Message asked) {
    int outcome;
    do {
      outcome = transport.receive(receiving);
    } while (outcome == -Errno.EINTR);
    if (outcome == -Errno.EAGAIN) {
      throw refusal(asked, Errno.ETIMEDOUT, "");
    }
    if (outcome < 0 && outcome != -Errno.ENOBUFS) {
      throw refusal(asked, -outcome, "");
    }
    if (outcome < 0) {
      receiving.limit(0);
    } else if (!receiving.hasRemaining()) {
      throw refusal(asked, Errno.EBADMSG, "empty answer");
    }
    in.rewind();
    return outcome >= 0;
  }

  private Acknowledgement acknowledgement() {
    Acknowledgement read = Acknowledgement.read(in);
    trace.received(in, read);
    return read;
  }

  private static NetlinkException refusal(Message what, int errno, String text) {
    return new NetlinkException(what.toString(), errno, text);
  }

  private static ByteBuffer allocate(int length) {
    return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    transport.close();
  }
}
