package io.lvsagent.agent.boot;

import java.util.regex.Pattern;

/** Patterns of glob(7), with the rules of the C library. */
public final class Glob {
  private static final String REGEX_SIGNS = "\\[]{}()*+?.^$|&-#~ ";

  private Glob() {}

  static boolean isOne(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** Returns true if a path matches as in glob(3): no sign but a slash matches a slash. */
  public static boolean matchesPath(String pattern, String path) {
    String[] patterns = pattern.split("/", -1);
    String[] steps = path.split("/", -1);
    if (patterns.length != steps.length) {
      return false;
    }
    for (int i = 0; i < steps.length; i++) {
      boolean hidden = steps[i].startsWith(".") && !patterns[i].startsWith(".");
      if (hidden || !matches(patterns[i], steps[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String pattern, String text) {
    StringBuilder regex = new StringBuilder(pattern.length() * 2);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '\\' -> {
          i = Math.min(i + 1, pattern.length() - 1);
          literal(regex, pattern.charAt(i));
        }
        case '[' -> {
          int end = set(pattern, i, regex);
          if (end == i) {
            literal(regex, c);
          }
          i = end;
        }
        default -> literal(regex, c);
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  private static void literal(StringBuilder regex, char c) {
    regex.append(REGEX_SIGNS.indexOf(c) >= 0 ? "\\" : "").append(c);
  }

  /** Appends the set that begins there and returns its end; the begin if it has none. */
  private static int set(String pattern, int begin, StringBuilder regex) {
    int i = begin + 1;
    boolean negated = i < pattern.length() && "!^".indexOf(pattern.charAt(i)) >= 0;
    i += negated ? 1 : 0;
    StringBuilder set = new StringBuilder(negated ? "[^" : "[");
    for (int first = i; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == ']' && i > first) {
        // a set without members, such as that of the range z-a, matches nothing
        boolean none = set.length() == (negated ? 2 : 1);
        regex.append(!none ? set.append(']').toString() : negated ? "." : "[^\\x{0}-\\x{10ffff}]");
        return i;
      }
      int name = c == '[' && pattern.startsWith("[:", i) ? pattern.indexOf(":]", i + 2) : -1;
      if (name > 0) {
        set.append(ofClass(pattern.substring(i + 2, name)));
        i = name + 1;
        continue;
      }
      if (c == '\\' && i + 1 < pattern.length()) {
        i++;
        c = pattern.charAt(i);
      }
      boolean range =
          i + 2 < pattern.length() && pattern.charAt(i + 1) == '-' && pattern.charAt(i + 2) != ']';
      if (!range) {
        literal(set, c);
        continue;
      }
      if (c <= pattern.charAt(i + 2)) {
        literal(set, c);
        set.append('-');
        literal(set, pattern.charAt(i + 2));
      }
      i += 2;
    }
    return begin;
  }

  private static String ofClass(String name) {
    return switch (name) {
      case "alpha", "digit", "alnum", "upper", "lower", "punct", "space", "blank" ->
          "\\p{" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "}";
      case "xdigit" -> "\\p{XDigit}";
      default -> "";
    };
  }
}
