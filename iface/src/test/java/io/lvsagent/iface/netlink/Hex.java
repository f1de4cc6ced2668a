package io.lvsagent.iface.netlink;

import java.io.ByteArrayOutputStream;

/** Parses fixtures: hex digits, one field a line, each with a comment after {@code #}. */
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
