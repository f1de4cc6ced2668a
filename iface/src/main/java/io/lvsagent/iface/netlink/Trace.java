package io.lvsagent.iface.netlink;

import java.util.List;
import java.util.function.Consumer;

/** Observes every message sent or received. */
sealed interface Trace {
  default void sent(MessageReader header, Message message) {}

  /**
   * Takes the value parsed from an answer. Its {@code toString} is called only if it is printed.
   */
  default void received(MessageReader header, Object value) {}

  /** Takes the values parsed from an answer: those of the list from an index on. */
  default void received(MessageReader header, List<?> values, int from) {}

  record Off() implements Trace {}

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

    @Override
    public void received(MessageReader header, List<?> values, int from) {
      received(header, values.subList(from, values.size()));
    }

    private String text(MessageReader in) {
      return "%s seq %d flags 0x%x len %d"
          .formatted(nameOf(in.type()), in.sequence(), in.flags(), in.length());
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
