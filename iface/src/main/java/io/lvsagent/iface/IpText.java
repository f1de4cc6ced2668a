package io.lvsagent.iface;

import java.util.HexFormat;

/** Parses and formats addresses; IPv6 is formatted as RFC 5952 requires. */
final class IpText {
  private IpText() {}

  static byte[] parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text, text);
  }

  private static byte[] parseV4(String text, String whole) {
    byte[] bytes = new byte[4];
    int at = 0;
    for (int part = 0; part < 4; part++) {
      int end = at;
      int value = 0;
      while (end < text.length() && end - at < 4 && isDigit(text.charAt(end))) {
        value = value * 10 + text.charAt(end++) - '0';
      }
      boolean leadingZero = end - at > 1 && text.charAt(at) == '0';
      if (leadingZero) {
        throw wrong(whole, "a part has a leading zero, which some programs read as octal");
      }
      boolean closed = part == 3 ? end == text.length() : end < text.length();
      if (end == at || value > 255 || !closed || (part < 3 && text.charAt(end) != '.')) {
        throw wrong(
            whole,
            isName(whole)
                ? "names are not resolved, write a number such as 192.0.2.10"
                : "an IPv4 address is four numbers of 0 to 255 such as 192.0.2.10");
      }
      bytes[part] = (byte) value;
      at = end + 1;
    }
    return bytes;
  }

  /** Returns true for what may be the name of a host. */
  private static boolean isName(String text) {
    return text.matches("[A-Za-z]([A-Za-z0-9_-]*\\.)*[A-Za-z0-9_-]*\\.?");
  }

  private static byte[] parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      throw wrongV6(text);
    }
    byte[] head = groups(gap < 0 ? text : text.substring(0, gap), text);
    byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), text);
    int length = head.length + tail.length;
    if (gap < 0 ? length != 16 : length > 14) {
      throw wrongV6(text);
    }
    byte[] bytes = new byte[16];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    return bytes;
  }

  private static byte[] groups(String text, String whole) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] groups = text.split(":", -1);
    boolean dotted = groups[groups.length - 1].indexOf('.') >= 0;
    byte[] bytes = new byte[groups.length * 2 + (dotted ? 2 : 0)];
    for (int i = 0; i < groups.length; i++) {
      if (dotted && i == groups.length - 1) {
        System.arraycopy(parseV4(groups[i], whole), 0, bytes, i * 2, 4);
      } else {
        int value = hex(groups[i], whole);
        bytes[i * 2] = (byte) (value >> 8);
        bytes[i * 2 + 1] = (byte) value;
      }
    }
    return bytes;
  }

  private static int hex(String group, String whole) {
    boolean hex = !group.isEmpty() && group.length() <= 4;
    for (int i = 0; hex && i < group.length(); i++) {
      hex = HexFormat.isHexDigit(group.charAt(i));
    }
    if (!hex) {
      throw wrongV6(whole);
    }
    return HexFormat.fromHexDigits(group);
  }

  static void format(byte[] bytes, StringBuilder text) {
    if (bytes.length == 4) {
      for (int i = 0; i < 4; i++) {
        text.append(i == 0 ? "" : ".").append(bytes[i] & 0xff);
      }
      return;
    }
    int[] gap = longestRunOfZeros(bytes);
    for (int i = 0; i < 8; i++) {
      if (i == gap[0]) {
        text.append("::");
        i += gap[1] - 1;
      } else {
        boolean first = i == 0 || i == gap[0] + gap[1];
        text.append(first ? "" : ":").append(Integer.toHexString(group(bytes, i)));
      }
    }
  }

  /**
   * Returns start and length of the longest run, the first one of equal runs. The start is -1 if no
   * run has two groups.
   */
  private static int[] longestRunOfZeros(byte[] bytes) {
    int[] best = {-1, 1};
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && group(bytes, end) == 0) {
        end++;
      }
      if (end - i > best[1]) {
        best = new int[] {i, end - i};
      }
      i = Math.max(i, end);
    }
    return best;
  }

  private static int group(byte[] bytes, int i) {
    return (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException wrongV6(String text) {
    return wrong(text, "an IPv6 address is groups of hex digits such as 2001:db8::10");
  }

  private static IllegalArgumentException wrong(String text, String right) {
    return new IllegalArgumentException("\"" + text + "\" is not an address: " + right);
  }
}
