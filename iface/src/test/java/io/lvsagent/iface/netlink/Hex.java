package io.lvsagent.iface.netlink;

import java.io.ByteArrayOutputStream;

/** Bytes as a fixture has them: hex digits, one field on a line, what it is after a {@code #}. */
public final class Hex {
  private Hex() {}

  public static byte[] bytes(String annotated) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : annotated.split("\n")) {
      String digits = line.replaceFirst("#.*", "").replace(" ", "");
      for (int i = 0; i < digits.length(); i += 2) {
        bytes.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
    }
    return bytes.toByteArray();
  }
}
