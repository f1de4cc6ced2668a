package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final ScriptedTransport kernel = new ScriptedTransport();
  private final Conversation conversation = new Conversation(kernel, new Trace.Off());

  private static List<Order> orders(int count) {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(Order.of(i));
    }
    return orders;
  }

  /** Returns the sequence numbers in a datagram, negative for a message that requests an ACK. */
  private List<Integer> sequences(int datagram) {
    List<Integer> sequences = new ArrayList<>();
    ByteBuffer bytes = kernel.sent.get(datagram);
    MessageReader in = new MessageReader(bytes);
    while (in.next()) {
      sequences.add(in.has(NlMsgHdr.NLM_F_ACK) ? -in.sequence() : in.sequence());
    }
    return sequences;
  }

  @Test
  void sendsNothingForAnEmptyList() {
    assertThat(conversation.apply(List.of())).isEmpty();
    assertThat(kernel.sent).isEmpty();
  }

  @Test
  void sendsOneDatagramAndRequestsAnAckOfTheLastMessage() {
    kernel.error(3, 0).flush();
    assertThat(conversation.apply(orders(3))).isEmpty();
    assertThat(kernel.sent).hasSize(1);
    assertThat(sequences(0)).containsExactly(1, 2, -3);
  }

  @Test
  void namesTheRefusedMessageOfABatch() {
    kernel.error(2, Errno.EEXIST).flush().error(3, 0).flush();
    List<Refusal> refusals = conversation.apply(orders(3));
    assertThat(refusals).extracting(Refusal::index).containsExactly(1);
    assertThat(refusals.get(0).why()).hasMessage("order 1: EEXIST (File exists)");
  }

  @Test
  void aRefusalOfTheLastMessageEndsTheBatch() {
    kernel.error(1, Errno.EEXIST).error(2, Errno.EPERM).flush();
    assertThat(conversation.apply(orders(2))).extracting(Refusal::index).containsExactly(0, 1);
  }

  @Test
  void refusesAnUnsendableMessageAndSendsTheRest() {
    List<Order> orders = List.of(Order.of(0), new Order(1, 0, false), Order.of(2), Order.of(3));
    kernel.error(1, Errno.EEXIST).error(4, 0).flush();
    assertThat(conversation.apply(orders)).extracting(Refusal::index).containsExactly(0, 1);
    assertThat(sequences(0)).containsExactly(1, 3, -4);
  }

  @Test
  void sendsNothingIfNoMessageCanBeSent() {
    List<Refusal> refusals = conversation.apply(List.of(new Order(0, 0, false)));
    assertThat(refusals.get(0).why()).hasMessage("order 0: ENODEV (No such device)");
    assertThat(kernel.sent).isEmpty();
  }

  @Test
  void waitsForAnAnswerThatTheNextMessageDependsOn() {
    List<Order> orders = List.of(Order.of(0), new Order(1, 4, true), Order.of(2));
    kernel.error(2, 0).flush().error(3, 0).flush();
    assertThat(conversation.apply(orders)).isEmpty();
    assertThat(sequences(0)).containsExactly(1, -2);
    assertThat(sequences(1)).containsExactly(-3);
  }

  @Test
  void limitsTheMessagesOfABatch() {
    for (int last = 64; last < 200; last += 64) {
      kernel.error(last, 0).flush();
    }
    kernel.error(200, 0).flush();
    assertThat(conversation.apply(orders(200))).isEmpty();
    assertThat(kernel.sent).hasSize(4);
  }

  @Test
  void limitsADatagramToEightKibibytes() {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      orders.add(new Order(i, 3000, false));
    }
    kernel.error(2, 0).flush().error(4, 0).flush().error(5, 0).flush();
    assertThat(conversation.apply(orders)).isEmpty();
    assertThat(kernel.sent).extracting(ByteBuffer::limit).containsExactly(6032, 6032, 3016);
  }

  @Test
  void refusesAMessageTooLargeForADatagramAndSendsTheRest() {
    List<Order> orders = List.of(new Order(0, 10_000, false), Order.of(1));
    kernel.error(2, 0).flush();
    List<Refusal> refusals = conversation.apply(orders);
    assertThat(refusals).extracting(Refusal::index).containsExactly(0);
    assertThat(refusals.get(0).why().errno()).isEqualTo(Errno.EMSGSIZE);
  }

  @Test
  void ignoresAnswersToEarlierMessages() {
    kernel.error(2, 0).flush();
    conversation.apply(orders(2));
    kernel.error(1, Errno.EPERM).error(4, 0).flush();
    assertThat(conversation.apply(orders(2))).isEmpty();
  }

  @Test
  void throwsIfAnAnswerIsMissing() {
    NetlinkException timeout =
        catchThrowableOfType(NetlinkException.class, () -> conversation.apply(orders(2)));
    assertThat(timeout).hasMessage("order 1: ETIMEDOUT (Connection timed out)");
  }

  @Test
  void throwsIfAnswersWereLost() {
    kernel.fails(Errno.ENOBUFS).error(2, 0).flush();
    NetlinkException lost =
        catchThrowableOfType(NetlinkException.class, () -> conversation.apply(orders(2)));
    assertThat(lost.errno()).isEqualTo(Errno.ENOBUFS);
  }

  @Test
  void aQueryMayBeSentWhileAMessageIsWritten() {
    kernel.part(4, 10).flush().done(4).error(3, 0).flush();
    List<Object> heard = new ArrayList<>();
    Message curious =
        new Message() {
          @Override
          public void write(MessageWriter out) {
            out.header(Order.TYPE, 0);
            heard.addAll(conversation.ask(new NumberQuery()));
            out.u32(1);
          }
        };
    assertThat(conversation.apply(List.of(Order.of(0), curious, Order.of(2)))).isEmpty();
    assertThat(heard).containsExactly(10);
    assertThat(sequences(1)).containsExactly(1, 2, -3);
  }
}
