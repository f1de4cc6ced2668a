package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Wire;
import java.util.Set;

/** Cuts a message everywhere. */
final class Truncation {
  private Truncation() {}

  /**
   * Cut anywhere but after one of the whole attributes that end at these offsets, the message is
   * malformed; cut there it is read, as a message with fewer attributes.
   */
  static void isNoticed(Query<?> query, byte[] message, Set<Integer> ends) {
    for (int length = 16; length < message.length; length++) {
      byte[] cut = Wire.cut(message, length);
      if (ends.contains(length)) {
        assertThat(Wire.read(query, cut)).as("cut after %d bytes", length).isNotNull();
      } else {
        assertThatThrownBy(() -> Wire.read(query, cut))
            .as("cut after %d bytes", length)
            .isInstanceOf(MalformedMessage.class);
      }
    }
  }
}
