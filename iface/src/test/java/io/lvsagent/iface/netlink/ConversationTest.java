package io.lvsagent.iface.netlink;

import static io.lvsagent.iface.netlink.ScriptedTransport.PORT;
import static io.lvsagent.iface.netlink.ScriptedTransport.attribute;
import static io.lvsagent.iface.netlink.ScriptedTransport.ints;
import static io.lvsagent.iface.netlink.ScriptedTransport.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final int MULTI = NlMsgHdr.NLM_F_MULTI;
  private static final int INTERRUPTED = MULTI | NlMsgHdr.NLM_F_DUMP_INTR;

  private final ScriptedTransport kernel = new ScriptedTransport();
  private final Conversation conversation = new Conversation(kernel, new Trace.Off());

  private List<Integer> ask() {
    return conversation.ask(new NumberQuery());
  }

  private NetlinkException refusal() {
    return catchThrowableOfType(NetlinkException.class, this::ask);
  }

  @Test
  void readsAnAnswerOfManyPartsAndDatagrams() {
    kernel.part(1, 10).part(1, 11).flush().part(1, 12).flush().done(1);
    assertThat(ask()).containsExactly(10, 11, 12);
  }

  @Test
  void anAnswerOfOnePartNeedsNoEnd() {
    kernel.part(1, 10, 0).flush();
    assertThat(ask()).containsExactly(10);
  }

  @Test
  void anAcknowledgementAloneIsAnEmptyAnswer() {
    kernel.error(1, 0).flush();
    assertThat(ask()).isEmpty();
  }

  @Test
  void theMessageNamesTheRequestAndTheKernelsError() {
    kernel.error(1, Errno.EPERM).flush();
    assertThat(refusal()).hasMessage("list numbers: EPERM (Operation not permitted)");
  }

  @Test
  void addsTheTextOfTheExtendedAck() {
    byte[] payload =
        join(
            ints(-Errno.EINVAL, 16, 0, 1, PORT), attribute(2, "n"), attribute(1, "no such number"));
    int flags = NlMsgHdr.NLM_F_CAPPED | NlMsgHdr.NLM_F_ACK_TLVS;
    kernel.message(NlMsgHdr.NLMSG_ERROR, flags, 1, PORT, payload).flush();
    NetlinkException refusal = refusal();
    assertThat(refusal).hasMessage("list numbers: EINVAL (Invalid argument): no such number");
    assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
    assertThat(refusal.operation()).isEqualTo("list numbers");
  }

  @Test
  void findsTheExtendedAckAfterTheWholeRequest() {
    byte[] payload =
        join(ints(-Errno.EINVAL, 20, 0, 1, PORT, 4711), attribute(1, "no such number"));
    kernel.message(NlMsgHdr.NLMSG_ERROR, NlMsgHdr.NLM_F_ACK_TLVS, 1, PORT, payload).flush();
    assertThat(refusal()).hasMessageEndingWith(": no such number");
  }

  @Test
  void anErrorAtTheEndOfADumpIsARefusal() {
    byte[] payload = join(ints(-Errno.ENOENT), attribute(1, "no such table"));
    kernel.message(NlMsgHdr.NLMSG_DONE, MULTI | NlMsgHdr.NLM_F_ACK_TLVS, 1, PORT, payload).flush();
    assertThat(refusal())
        .hasMessage("list numbers: ENOENT (No such file or directory): no such table");
  }

  @Test
  void anUnknownErrorIsShownAsANumber() {
    kernel.error(1, 524).flush();
    assertThat(refusal()).hasMessage("list numbers: errno 524");
  }

  @Test
  void silenceIsATimeout() {
    kernel.part(1, 10).flush();
    assertThat(refusal().errno()).isEqualTo(Errno.ETIMEDOUT);
  }

  @Test
  void rejectsAnEmptyDatagram() {
    kernel.bytes(new byte[0]);
    assertThat(refusal().errno()).isEqualTo(Errno.EBADMSG);
  }

  @Test
  void rejectsATruncatedMessage() {
    for (int length = 1; length < 20; length++) {
      ScriptedTransport cut = new ScriptedTransport().part(1, 10, 0).flush();
      java.nio.ByteBuffer whole = java.nio.ByteBuffer.allocateDirect(64);
      cut.receive(whole);
      byte[] bytes = new byte[length];
      whole.get(0, bytes);
      Conversation conversation =
          new Conversation(new ScriptedTransport().bytes(bytes), new Trace.Off());
      NetlinkException refusal =
          catchThrowableOfType(NetlinkException.class, () -> conversation.ask(new NumberQuery()));
      assertThat(refusal.errno()).as("%d bytes", length).isEqualTo(Errno.EBADMSG);
    }
  }

  @Test
  void throwsIfADatagramDoesNotFit() {
    kernel.fails(Errno.EMSGSIZE);
    assertThat(refusal().errno()).isEqualTo(Errno.EMSGSIZE);
  }

  @Test
  void retriesAfterASignal() {
    kernel.fails(Errno.EINTR).part(1, 10).flush().fails(Errno.EINTR).done(1);
    assertThat(ask()).containsExactly(10);
  }

  @Test
  void ignoresAnswersToOtherQueriesAndSockets() {
    kernel.part(99, 1).part(1, 10).flush();
    kernel.message(NumberQuery.ANSWER, MULTI, 1, 78, ints(2)).flush();
    kernel.error(99, Errno.EPERM).flush().done(99).done(1);
    assertThat(ask()).containsExactly(10);
  }

  @Test
  void readsAnInterruptedDumpToItsEndAndRepeatsIt() {
    kernel.part(1, 10, INTERRUPTED).flush().part(1, 11).flush().done(1);
    kernel.part(2, 11).part(2, 12).flush().done(2);
    assertThat(ask()).containsExactly(11, 12);
    assertThat(kernel.sent).hasSize(2);
  }

  @Test
  void repeatsADumpThatIsMarkedInterruptedOnlyAtItsEnd() {
    kernel.part(1, 10).message(NlMsgHdr.NLMSG_DONE, INTERRUPTED, 1, PORT, ints(0)).flush();
    kernel.part(2, 11).flush().done(2);
    assertThat(ask()).containsExactly(11);
  }

  @Test
  void repeatsADumpAfterTheKernelDroppedAPart() {
    kernel.part(1, 10).flush().fails(Errno.ENOBUFS).done(1).part(2, 10).part(2, 11).flush().done(2);
    assertThat(ask()).containsExactly(10, 11);
  }

  @Test
  void givesUpADumpThatIsInterruptedEachTime() {
    for (int sequence = 1; sequence <= 20; sequence++) {
      kernel.part(sequence, 10, INTERRUPTED).flush().done(sequence);
    }
    assertThat(refusal())
        .hasMessage(
            "list numbers: EBUSY (Device or resource busy): changed during each of 8 reads");
    assertThat(kernel.sent).hasSize(8);
  }

  @Test
  void tracesEveryMessageAsOneLine() {
    List<String> lines = new ArrayList<>();
    MessageNames numbers = type -> type == NumberQuery.ASK ? "GETNUMBER" : "NEWNUMBER";
    kernel.part(1, 10).flush().done(1);
    new Conversation(kernel, new Trace.Lines(lines::add, numbers)).ask(new NumberQuery());
    assertThat(lines)
        .containsExactly(
            "> GETNUMBER seq 1 flags 0x301 len 20: list numbers",
            "< NEWNUMBER seq 1 flags 0x2 len 20: [10]",
            "< NLMSG_DONE seq 1 flags 0x2 len 20: ok");
  }

  @Test
  void closesItsTransport() {
    conversation.close();
    assertThat(kernel.isClosed()).isTrue();
  }
}
