package io.lvsagent.iface.netlink;

import java.util.List;
import java.util.function.Consumer;

/** Observes every message sent or received. */
sealed interface Trace {
  void sent(MessageReader header, Message message);

  /**
   * Takes the value parsed from an answer. Its {@code toString} is called only if it is printed.
   */
  void received(MessageReader header, Object value);

  /** Takes the values parsed from an answer: those of the list from an index on. */
  default void received(MessageReader header, List<?> values, int from) {
    received(header, values.subList(from, values.size()));
  }

  /** Traces nothing. */
  record Off() implements Trace {
    @Override
    public void sent(MessageReader header, Message message) {}

    @Override
    public void received(MessageReader header, Object value) {}

    @Override
    public void received(MessageReader header, List<?> values, int from) {}
  }

  /**
   * Prints one line for each message: {@code > RTM_NEWADDR seq 1 flags 0x605 len 56: add address
   * …}.
   */
  record Lines(Consumer<String> lines, MessageNames names) implements Trace {
    @Override
    public void sent(MessageReader header, Message message) {
      lines.accept("> " + text(header) + ": " + message);
    }

    @Override
    public void received(MessageReader header, Object value) {
      lines.accept("< " + text(header) + ": " + value);
    }

    private String text(MessageReader header) {
      return nameOf(header.type())
          + " seq "
          + header.sequence()
          + " flags 0x"
          + Integer.toHexString(header.flags())
          + " len "
          + header.length();
    }

    private String nameOf(int type) {
      return switch (type) {
        case NlMsgHdr.NLMSG_NOOP -> "NLMSG_NOOP";
        case NlMsgHdr.NLMSG_ERROR -> "NLMSG_ERROR";
        case NlMsgHdr.NLMSG_DONE -> "NLMSG_DONE";
        case NlMsgHdr.NLMSG_OVERRUN -> "NLMSG_OVERRUN";
        default -> names.nameOf(type);
      };
    }
  }
}
