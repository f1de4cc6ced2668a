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

  private static final int QUESTION_BYTES = 1024;
  private static final int BATCH_BYTES = 8 * 1024;

  /** Refused all, they take up a quarter of the default receive buffer: no answer is lost. */
  private static final int BATCH_MESSAGES = 64;

  private static final int DUMP_ATTEMPTS = 8;

  private final Transport transport;
  private final Trace trace;
  private final Outbox question = new Outbox(QUESTION_BYTES);
  private final Outbox batch = new Outbox(BATCH_BYTES);
  private final ByteBuffer inbox =
      ByteBuffer.allocateDirect(RECEIVE_BYTES).order(ByteOrder.nativeOrder());
  private final MessageReader in = new MessageReader(inbox);
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
      NetlinkSocket socket, MessageNames protocol, Consumer<String> traceLines) {
    return new Conversation(socket, new Trace.Lines(traceLines, protocol));
  }

  /**
   * The answers to a question. A dump that the kernel marks as interrupted by a change is asked for
   * again; EBUSY when that does not end. May be called while a message of {@link #apply} is being
   * written.
   */
  public <T> List<T> ask(Query<T> query) {
    try {
      for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
        List<T> answers = new ArrayList<>();
        int number = ++sequence;
        question.clear().put(query, number, transport.port());
        ByteBuffer datagram = question.datagram();
        MessageReader asked = new MessageReader(datagram);
        asked.next();
        trace.sent(asked, query);
        send(datagram, query);
        if (collect(query, number, answers)) {
          return answers;
        }
      }
    } catch (BufferOverflowException tooLong) {
      throw refusal(query, Errno.EMSGSIZE, "");
    } catch (MalformedMessage malformed) {
      throw refusal(query, Errno.EBADMSG, String.valueOf(malformed.getMessage()));
    }
    throw refusal(query, Errno.EBUSY, "changed during each of " + DUMP_ATTEMPTS + " reads");
  }

  /** Reads to the end of the answer; false when something changed meanwhile. */
  private <T> boolean collect(Query<T> query, int number, List<T> answers) {
    boolean consistent = true;
    while (true) {
      consistent &= receive(query);
      while (in.next()) {
        // What answers an earlier question, given up for its timeout, is no answer to this one.
        if (in.sequence() != number || in.port() != transport.port()) {
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
          trace.received(in, answers, before);
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
      if (!batch.isEmpty()) {
        batch.acknowledgeLast();
        exchange(messages, first, refusals);
      }
    }
    if (refusals.size() > 1) {
      refusals.sort(Comparator.comparingInt(Refusal::index));
    }
    return refusals;
  }

  /** Fills the batch and returns where the one after it begins. */
  private int fill(List<? extends Message> messages, int from, int first, List<Refusal> refusals) {
    batch.clear();
    int end = Math.min(messages.size(), from + BATCH_MESSAGES);
    for (int i = from; i < end; i++) {
      Message message = messages.get(i);
      try {
        batch.put(message, first + i, transport.port());
      } catch (NetlinkException unsendable) {
        refusals.add(new Refusal(i, unsendable));
      } catch (BufferOverflowException full) {
        if (!batch.isEmpty()) {
          return i;
        }
        refusals.add(new Refusal(i, refusal(message, Errno.EMSGSIZE, "")));
      }
      if (message.endsBatch()) {
        return i + 1;
      }
    }
    return end;
  }

  /** Sends the batch and reads until the last of it is acknowledged. */
  private void exchange(List<? extends Message> messages, int first, List<Refusal> refusals) {
    ByteBuffer datagram = batch.datagram();
    MessageReader said = new MessageReader(datagram);
    while (said.next()) {
      trace.sent(said, messages.get(said.sequence() - first));
    }
    Message last = messages.get(said.sequence() - first);
    send(datagram, last);
    try {
      boolean acknowledged = false;
      while (!acknowledged) {
        if (!receive(last)) {
          throw refusal(last, Errno.ENOBUFS, "answers were lost");
        }
        acknowledged = readRefusals(messages, first, said.sequence(), refusals);
      }
    } catch (MalformedMessage malformed) {
      throw refusal(last, Errno.EBADMSG, String.valueOf(malformed.getMessage()));
    }
  }

  /** Returns whether the last message's answer was among those read. */
  private boolean readRefusals(
      List<? extends Message> messages, int first, int last, List<Refusal> refusals) {
    boolean acknowledged = false;
    while (in.next()) {
      int index = in.sequence() - first;
      if (in.type() == NlMsgHdr.NLMSG_ERROR
          && in.port() == transport.port()
          && index >= 0
          && index <= last - first) {
        acknowledged |= in.sequence() == last;
        Acknowledgement answer = acknowledgement();
        if (answer.errno() != 0) {
          refusals.add(new Refusal(index, answer.refusal(messages.get(index))));
        }
      }
    }
    return acknowledged;
  }

  private void send(ByteBuffer datagram, Message what) {
    int outcome;
    do {
      outcome = transport.send(datagram);
    } while (outcome == -Errno.EINTR);
    if (outcome < 0) {
      throw refusal(what, -outcome, "");
    }
  }

  /** Waits for a datagram; false where the kernel had no room for some (ENOBUFS). */
  private boolean receive(Message asked) {
    int outcome;
    do {
      outcome = transport.receive(inbox);
    } while (outcome == -Errno.EINTR);
    in.rewind();
    if (outcome == -Errno.ENOBUFS) {
      inbox.limit(0);
      return false;
    }
    if (outcome < 0) {
      throw refusal(asked, outcome == -Errno.EAGAIN ? Errno.ETIMEDOUT : -outcome, "");
    }
    if (inbox.limit() == 0) {
      throw refusal(asked, Errno.EBADMSG, "empty answer");
    }
    return true;
  }

  private Acknowledgement acknowledgement() {
    Acknowledgement read = Acknowledgement.read(in);
    trace.received(in, read);
    return read;
  }

  private static NetlinkException refusal(Message what, int errno, String text) {
    return new NetlinkException(what.toString(), errno, text);
  }

  @Override
  public void close() {
    transport.close();
  }
}
