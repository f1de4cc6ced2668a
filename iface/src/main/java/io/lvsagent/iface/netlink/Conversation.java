package io.lvsagent.iface.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Exchanges requests and answers with the kernel, one exchange at a time. It is not thread-safe.
 * Every failure is a {@link NetlinkException}: ETIMEDOUT if the kernel does not answer, EBADMSG if
 * the answer is malformed.
 */
public final class Conversation implements AutoCloseable {
  private static final int QUERY_BYTES = 1024;
  private static final int BATCH_BYTES = 8 * 1024;

  /**
   * If all of these are refused, the answers fill a quarter of the default receive buffer, so none
   * is lost.
   */
  private static final int BATCH_MESSAGES = 64;

  private static final int DUMP_ATTEMPTS = 8;

  private final Channel channel;
  private final Trace trace;
  private final Outbox request = new Outbox(QUERY_BYTES);
  private final Outbox batch = new Outbox(BATCH_BYTES);
  private final MessageReader in;
  private int sequence;

  Conversation(Transport transport, Trace trace) {
    this.trace = trace;
    channel = new Channel(transport, trace);
    in = channel.in();
  }

  /** Returns a conversation over a socket, which is closed with the conversation. */
  public static Conversation over(NetlinkSocket socket) {
    return new Conversation(socket, new Trace.Off());
  }

  /** Returns a conversation that traces each message sent or received as one line. */
  public static Conversation over(
      NetlinkSocket socket, MessageNames names, Consumer<String> traceLines) {
    return new Conversation(socket, new Trace.Lines(traceLines, names));
  }

  /**
   * Sends a query and returns its answers. A dump that a change interrupted (NLM_F_DUMP_INTR) is
   * requested again; after eight interrupted dumps this throws EBUSY. This method may be called
   * while {@link #apply} is writing a message.
   */
  public <T> List<T> ask(Query<T> query) {
    try {
      for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
        List<T> answers = new ArrayList<>();
        int number = ++sequence;
        request.clear().put(query, number, channel.port());
        ByteBuffer datagram = request.datagram();
        MessageReader sent = new MessageReader(datagram);
        sent.next();
        trace.sent(sent, query);
        channel.send(datagram, query);
        if (collect(query, number, answers)) {
          return answers;
        }
      }
    } catch (BufferOverflowException tooLong) {
      throw Channel.refusal(query, Errno.EMSGSIZE, "");
    } catch (MalformedMessage malformed) {
      throw Channel.refusal(query, Errno.EBADMSG, String.valueOf(malformed.getMessage()));
    }
    throw Channel.refusal(query, Errno.EBUSY, "changed during each of " + DUMP_ATTEMPTS + " reads");
  }

  /** Reads to the end of the answer. Returns false if the answer is incomplete or inconsistent. */
  private <T> boolean collect(Query<T> query, int number, List<T> answers) {
    boolean consistent = true;
    while (true) {
      consistent &= channel.receive(query);
      while (in.next()) {
        // An answer to an earlier query that timed out may still arrive.
        if (in.sequence() != number || in.port() != channel.port()) {
          continue;
        }
        consistent &= !in.has(NlMsgHdr.NLM_F_DUMP_INTR);
        if (in.type() == NlMsgHdr.NLMSG_ERROR || in.type() == NlMsgHdr.NLMSG_DONE) {
          Acknowledgement end = channel.acknowledgement();
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
   * Sends queries that have one answer each, many in a datagram, and returns the answers in order.
   *
   * @param refused turns a refusal into an answer
   */
  public <T> List<T> askEach(
      List<? extends Query<T>> queries, Function<NetlinkException, T> refused) {
    List<T> answers = new ArrayList<>(queries.size());
    int first = sequence + 1;
    sequence += queries.size();
    while (answers.size() < queries.size()) {
      batch.clear();
      int from = answers.size();
      int end = Math.min(queries.size(), from + BATCH_MESSAGES);
      for (int i = from; i < end; i++) {
        try {
          batch.put(queries.get(i), first + i, channel.port());
        } catch (NetlinkException unsendable) {
          if (batch.isEmpty()) {
            answers.add(refused.apply(unsendable));
          }
          break;
        }
      }
      if (!batch.isEmpty()) {
        exchange(queries, first, answers, refused);
      }
    }
    return answers;
  }

  private <T> void exchange(
      List<? extends Query<T>> queries,
      int first,
      List<T> answers,
      Function<NetlinkException, T> refused) {
    MessageReader sent = sendBatch(queries, first);
    Query<T> last = queries.get(sent.sequence() - first);
    try {
      while (answers.size() <= sent.sequence() - first) {
        if (!channel.receive(last)) {
          throw Channel.refusal(last, Errno.ENOBUFS, "the kernel dropped answers");
        }
        while (in.next()) {
          if (in.sequence() == first + answers.size() && in.port() == channel.port()) {
            read(queries.get(answers.size()), answers, refused);
          }
        }
      }
    } catch (MalformedMessage malformed) {
      throw Channel.refusal(last, Errno.EBADMSG, String.valueOf(malformed.getMessage()));
    }
  }

  private <T> void read(Query<T> query, List<T> answers, Function<NetlinkException, T> refused) {
    int before = answers.size();
    if (in.type() == NlMsgHdr.NLMSG_ERROR) {
      answers.add(refused.apply(channel.acknowledgement().refusal(query)));
    } else if (in.type() >= NlMsgHdr.NLMSG_MIN_TYPE) {
      query.read(in.payload(), answers);
      trace.received(in, answers, before);
    }
  }

  /**
   * Sends the messages in order; the kernel continues after a message that it refuses. Returns the
   * refusals in order. Throws if an answer is missing: it is then unknown which messages took
   * effect.
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

  /** Fills the batch and returns the index of the first message after it. */
  private int fill(List<? extends Message> messages, int from, int first, List<Refusal> refusals) {
    batch.clear();
    int end = Math.min(messages.size(), from + BATCH_MESSAGES);
    for (int i = from; i < end; i++) {
      Message message = messages.get(i);
      try {
        batch.put(message, first + i, channel.port());
      } catch (NetlinkException unsendable) {
        refusals.add(new Refusal(i, unsendable));
      } catch (BufferOverflowException full) {
        if (!batch.isEmpty()) {
          return i;
        }
        refusals.add(new Refusal(i, Channel.refusal(message, Errno.EMSGSIZE, "")));
      }
      if (message.endsBatch()) {
        return i + 1;
      }
    }
    return end;
  }

  /** Sends the batch and reads answers until its last message is acknowledged. */
  private void exchange(List<? extends Message> messages, int first, List<Refusal> refusals) {
    MessageReader sent = sendBatch(messages, first);
    Message last = messages.get(sent.sequence() - first);
    try {
      boolean acknowledged = false;
      while (!acknowledged) {
        if (!channel.receive(last)) {
          throw Channel.refusal(last, Errno.ENOBUFS, "the kernel dropped answers");
        }
        acknowledged = readRefusals(messages, first, sent.sequence(), refusals);
      }
    } catch (MalformedMessage malformed) {
      throw Channel.refusal(last, Errno.EBADMSG, String.valueOf(malformed.getMessage()));
    }
  }

  /** Sends the batch and returns its reader, which stays on the last message. */
  private MessageReader sendBatch(List<? extends Message> messages, int first) {
    ByteBuffer datagram = batch.datagram();
    MessageReader sent = new MessageReader(datagram);
    while (sent.next()) {
      trace.sent(sent, messages.get(sent.sequence() - first));
    }
    channel.send(datagram, messages.get(sent.sequence() - first));
    return sent;
  }

  /** Reads one datagram and returns whether it has the answer to the last message. */
  private boolean readRefusals(
      List<? extends Message> messages, int first, int last, List<Refusal> refusals) {
    boolean acknowledged = false;
    while (in.next()) {
      int index = in.sequence() - first;
      if (in.type() == NlMsgHdr.NLMSG_ERROR
          && in.port() == channel.port()
          && index >= 0
          && index <= last - first) {
        acknowledged |= in.sequence() == last;
        Acknowledgement answer = channel.acknowledgement();
        if (answer.errno() != 0) {
          refusals.add(new Refusal(index, answer.refusal(messages.get(index))));
        }
      }
    }
    return acknowledged;
  }

  @Override
  public void close() {
    channel.close();
  }
}
