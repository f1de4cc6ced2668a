package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;

/** Cuts a message everywhere. */
public final class Truncation {
  /** Where the attributes of generic netlink begin. */
  private static final int ATTRIBUTES = 20;

  private Truncation() {}

  /**
   * Cut anywhere but after one of the whole attributes that end at these offsets, the message is
   * malformed; cut there it is read, as a message with fewer attributes.
   */
  public static void isNoticed(Query<?> query, byte[] message, Set<Integer> ends) {
    for (int length = NlMsgHdr.LENGTH; length < message.length; length++) {
      isNoticed(query, Wire.cut(message, length), ends.contains(length));
    }
  }

  /** The same for the attributes within the one that an answer of generic netlink consists of. */
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
