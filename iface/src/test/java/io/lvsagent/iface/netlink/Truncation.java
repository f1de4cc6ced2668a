package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;

/** Cuts a message after every byte. */
public final class Truncation {
  /** Offset of the attributes of generic netlink. */
  private static final int ATTRIBUTES = 20;

  private Truncation() {}

  /**
   * Asserts that the message is malformed wherever it is cut, except at these offsets. There an
   * attribute ends, and the rest is a message with fewer attributes.
   */
  public static void isNoticed(Query<?> query, byte[] message, Set<Integer> ends) {
    for (int length = NlMsgHdr.LENGTH; length < message.length; length++) {
      isNoticed(query, Wire.cut(message, length), ends.contains(length));
    }
  }

  /** Asserts the same of the attributes nested in the one attribute of a generic netlink answer. */
  public static void isNoticedWithin(Query<?> query, byte[] message, Set<Integer> ends) {
    for (int length = ATTRIBUTES + 4; length < message.length; length++) {
      byte[] cut = Wire.cut(message, length);
      cut[ATTRIBUTES] = (byte) (length - ATTRIBUTES);
      isNoticed(query, cut, ends.contains(length));
    }
  }

  private static void isNoticed(Query<?> query, byte[] cut, boolean end) {
    if (end) {
      assertThat(Wire.read(query, cut)).as("cut after %d bytes", cut.length).isNotNull();
    } else {
      assertThatThrownBy(() -> Wire.read(query, cut))
          .as("cut after %d bytes", cut.length)
          .isInstanceOf(MalformedMessage.class);
    }
  }
}
