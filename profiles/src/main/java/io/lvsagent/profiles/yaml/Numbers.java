package io.lvsagent.profiles.yaml;

/**
 * Parses decimal integers. It refuses forms that readers could take for another number, because the
 * kernel reads {@code 010} as 8 and {@code 0x10} as 16.
 */
final class Numbers {
  private static final int MOST_DIGITS = 10;

  private Numbers() {}

  static long parse(Node.Scalar scalar, long least, long most) {
    String text = scalar.text();
    int start = text.startsWith("-") ? 1 : 0;
    int digits = 0;
    while (start + digits < text.length() && isDigit(text.charAt(start + digits))) {
      digits++;
    }
    if (digits == 0 || start + digits < text.length()) {
      throw scalar.expected("a decimal integer such as 1");
    }
    if (text.charAt(start) == '0' && text.length() > 1) {
      throw wrong(
          scalar, "has a leading zero, which the kernel would read as octal: remove the zero");
    }
    long value = digits > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
    if (value < least || value > most) {
      throw wrong(scalar, "is not in " + least + ".." + most);
    }
    return value;
  }

  private static ConfigException wrong(Node.Scalar scalar, String why) {
    return scalar.place().wrong("\"" + scalar.text() + "\" " + why);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
