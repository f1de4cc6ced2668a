package io.lvsagent.iface.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * RTA_METRICS in the words of {@code ip route} (RTAX_* of linux/rtnetlink.h).
 *
 * @param words such as {@code mtu lock 1400 advmss 1300}
 * @param whole whether these are all: times and names are left out
 */
record Metrics(String words, boolean whole) {
  private static final int RTAX_LOCK = 1;
  private static final int NUMBER = 8;

  /** By RTAX_*; empty where {@code ip} takes no plain number. */
  private static final String[] WORDS = {
    "",
    "",
    "mtu",
    "window",
    "",
    "",
    "ssthresh",
    "cwnd",
    "advmss",
    "reordering",
    "hoplimit",
    "initcwnd",
    "",
    "",
    "initrwnd",
    "quickack",
    "",
    "fastopen_no_cookie"
  };

  /** Of the attribute's payload in hex. */
  static Metrics of(String hex) {
    ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.nativeOrder());
    StringBuilder words = new StringBuilder();
    boolean whole = true;
    int locked = 0;
    while (in.remaining() >= NUMBER && in.getShort() == NUMBER) {
      int metric = in.getShort();
      int value = in.getInt();
      boolean known = metric < WORDS.length && !WORDS[metric].isEmpty();
      if (metric == RTAX_LOCK) {
        // the kernel says it before those that it locks (rtnetlink_put_metrics)
        locked = value;
      } else if (known) {
        words.append(words.length() == 0 ? "" : " ").append(WORDS[metric]);
        words.append((locked >> metric & 1) != 0 ? " lock " : " ");
        words.append(Integer.toUnsignedString(value));
      }
      whole &= known || metric == RTAX_LOCK;
    }
    return new Metrics(words.toString(), whole && !in.hasRemaining());
  }
}
