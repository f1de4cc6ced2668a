package io.lvsagent.iface.netlink;

import java.util.List;
import java.util.function.Consumer;

/** Told of every message, each way. */
sealed interface Trace {
  void sent(MessageReader message, Message what);

  /** What the answer was read as; {@code toString} is called only where somebody reads it. */
  void received(MessageReader message, Object what);

  /** The same for an answer that was read as those of a list from a place on. */
  default void received(MessageReader message, List<?> what, int from) {
    received(message, what.subList(from, what.size()));
  }

  /** Tells nobody. */
  record Off() implements Trace {
    @Override
    public void sent(MessageReader message, Message what) {}

    @Override
    public void received(MessageReader message, Object what) {}

    @Override
    public void received(MessageReader message, List<?> what, int from) {}
  }

  /** One line for each message: {@code > RTM_NEWADDR seq 1 flags 0x605 len 56: add address …}. */
  record Lines(Consumer<String> lines, MessageNames protocol) implements Trace {
    @Override
    public void sent(MessageReader message, Message what) {
      lines.accept("> " + header(message) + ": " + what);
    }

    @Override
    public void received(MessageReader message, Object what) {
      lines.accept("< " + header(message) + ": " + what);
    }

    private String header(MessageReader message) {
      return nameOf(message.type())
          + " seq "
          + message.sequence()
          + " flags 0x"
          + Integer.toHexString(message.flags())
          + " len "
          + message.length();
    }

    private String nameOf(int type) {
      return switch (type) {
        case NlMsgHdr.NLMSG_NOOP -> "NLMSG_NOOP";
        case NlMsgHdr.NLMSG_ERROR -> "NLMSG_ERROR";
        case NlMsgHdr.NLMSG_DONE -> "NLMSG_DONE";
        case NlMsgHdr.NLMSG_OVERRUN -> "NLMSG_OVERRUN";
        default -> protocol.nameOf(type);
      };
    }
  }
}
