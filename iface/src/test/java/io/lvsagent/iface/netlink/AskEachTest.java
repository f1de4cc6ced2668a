package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many queries of one answer each. */
final class AskEachTest {
  private final ScriptedTransport kernel = new ScriptedTransport();
  private final Conversation conversation = new Conversation(kernel, new Trace.Off());

  private List<Integer> ask(int queries) {
    return conversation.askEach(
        Collections.nCopies(queries, new NumberQuery()), refused -> -refused.errno());
  }

  @Test
  void answersKeepTheOrderOfTheQueries() {
    kernel.part(1, 10, 0).flush().part(2, 11, 0).part(3, 12, 0).flush();
    assertThat(ask(3)).containsExactly(10, 11, 12);
  }

  @Test
  void aRefusalTakesThePlaceOfItsAnswer() {
    kernel.part(1, 10, 0).flush().error(2, Errno.ENETUNREACH).flush().part(3, 12, 0).flush();
    assertThat(ask(3)).containsExactly(10, -Errno.ENETUNREACH, 12);
  }

  @Test
  void whatAnEarlierQueryIsAnsweredLateIsLeftOut() {
    kernel.part(1, 10, 0).flush();
    assertThat(ask(1)).containsExactly(10);
    kernel.part(1, 99, 0).flush().part(2, 11, 0).flush();
    assertThat(ask(1)).containsExactly(11);
  }

  @Test
  void moreThanFitInADatagramAreSentInSeveral() {
    for (int i = 1; i <= 150; i++) {
      kernel.part(i, i, 0).flush();
    }
    assertThat(ask(150)).hasSize(150).startsWith(1, 2).endsWith(149, 150);
    assertThat(kernel.sent).hasSize(3);
  }

  @Test
  void aLostAnswerIsAnError() {
    kernel.part(1, 10, 0).flush().fails(Errno.ENOBUFS);
    NetlinkException refusal = catchThrowableOfType(NetlinkException.class, () -> ask(2));
    assertThat(refusal.errno()).isEqualTo(Errno.ENOBUFS);
  }

  @Test
  void nothingIsAskedForNothing() {
    assertThat(ask(0)).isEmpty();
    assertThat(kernel.sent).isEmpty();
  }
}
