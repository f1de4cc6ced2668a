package io.lvsagent.iface.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * RTA_METRICS as {@code ip route} prints them (RTAX_* of linux/rtnetlink.h).
 *
 * @param words such as {@code mtu lock 1400 advmss 1300}
 * @param complete false if metrics are missing from the words, such as times and names
 */
record Metrics(String words, boolean complete) {
  private static final int RTAX_LOCK = 1;
  private static final int NUMBER = 8;

  /** Names by RTAX_*, empty where {@code ip} does not take a plain number. */
  private static final String[] WORDS =
      (",,mtu,window,,,ssthresh,cwnd,advmss,reordering,hoplimit,initcwnd,,,initrwnd,quickack,,"
              + "fastopen_no_cookie")
          .split(",");

  /** Returns the value after a name. */
  Optional<Integer> value(String name) {
    List<String> list = List.of(words.split(" "));
    int at = list.indexOf(name) + 1;
    if (at > 0 && list.get(at).equals("lock")) {
      at++;
    }
    return at > 0 ? Optional.of(Integer.parseUnsignedInt(list.get(at))) : Optional.empty();
  }

  /** Reads the attribute's payload in hex. */
  static Metrics of(String hex) {
    ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.nativeOrder());
    StringBuilder words = new StringBuilder();
    boolean complete = true;
    int locked = 0;
    while (in.remaining() >= NUMBER && in.getShort() == NUMBER) {
      int metric = in.getShort();
      int value = in.getInt();
      boolean known = metric < WORDS.length && !WORDS[metric].isEmpty();
      if (metric == RTAX_LOCK) {
        // It precedes the metrics that it locks (rtnetlink_put_metrics).
        locked = value;
      } else if (known) {
        words.append(words.length() == 0 ? "" : " ").append(WORDS[metric]);
        words.append((locked >> metric & 1) != 0 ? " lock " : " ");
        words.append(Integer.toUnsignedString(value));
      }
      complete &= known || metric == RTAX_LOCK;
    }
    return new Metrics(words.toString(), complete && !in.hasRemaining());
  }
}
