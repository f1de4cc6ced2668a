package io.lvsagent.profiles.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of variables, as far as the text of a script tells them. */
final class ShellValues {
  /** Stands for the first argument of the script, which is compared with start and used nowhere. */
  static final String ARGUMENT = "\u0001";

  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?:\\$\\(|`)\\s*(?:which|command -v|type -p)\\s+(\\S+?)\\s*(?:2>.*)?(?:\\)|`)");
  private static final Pattern SEQUENCE =
      Pattern.compile("(?:\\$\\(|`)\\s*seq\\s+(\\d{1,9})\\s+(\\d{1,9})\\s*(?:\\)|`)");
  private static final Pattern BRACES =
      Pattern.compile("([^{}]*)\\{(\\d{1,9})\\.\\.(\\d{1,9})}([^{}]*)");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "([A-Za-z_][A-Za-z0-9_]*|[0-9])(?:\\[([@*0-9])])?(?::?[-=](.*))?", Pattern.DOTALL);
  private static final int MOST_ITEMS = 10_000;
  private static final int LONGEST = 1 << 16;

  private final Map<String, String> variables = new HashMap<>();
  private Map<String, String> arguments = Map.of("1", ARGUMENT);

  /** Says why a word has no value in the text. */
  static final class UnknownValue extends Exception {
    private static final long serialVersionUID = 1;

    UnknownValue(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  void set(String name, String value) {
    variables.put(name, value);
  }

  void forget(String name) {
    variables.remove(name);
  }

  /** Sets the arguments of a function and returns those that held before. */
  Map<String, String> call(Map<String, String> own) {
    Map<String, String> before = arguments;
    arguments = own;
    return before;
  }

  /** Returns the one text that a word is; an argument of the script has none. */
  String text(String word) throws UnknownValue {
    String text = raw(word);
    if (text.contains(ARGUMENT)) {
      throw new UnknownValue("it is an argument of the script");
    }
    return text;
  }

  /** Returns the text of a word that is compared only; the argument of the script is start. */
  String compared(String word) throws UnknownValue {
    return raw(word).replace(ARGUMENT, "start");
  }

  private String raw(String word) throws UnknownValue {
    List<String> fields = new ArrayList<>();
    expand(word, fields, false);
    return String.join(" ", fields);
  }

  /** Returns the words that a word becomes; without quotes it is split at spaces. */
  List<String> fields(String word) throws UnknownValue {
    List<String> fields = new ArrayList<>();
    Matcher sequence = SEQUENCE.matcher(word);
    Matcher braces = BRACES.matcher(word);
    if (sequence.matches()) {
      count("", sequence.group(1), sequence.group(2), "", fields);
    } else if (braces.matches() && !braces.group(1).endsWith("$")) {
      List<String> counted = new ArrayList<>();
      count(braces.group(1), braces.group(2), braces.group(3), braces.group(4), counted);
      for (String each : counted) {
        expand(each, fields, true);
      }
    } else {
      expand(word, fields, true);
    }
    for (String field : fields) {
      if (field.contains(ARGUMENT)) {
        throw new UnknownValue("it is an argument of the script");
      }
    }
    return fields;
  }

  private static void count(String head, String from, String to, String tail, List<String> all) {
    for (int i = Integer.parseInt(from);
        i <= Integer.parseInt(to) && all.size() < MOST_ITEMS;
        i++) {
      all.add(head + i + tail);
    }
  }

  private void expand(String word, List<String> fields, boolean split) throws UnknownValue {
    Matcher program = PROGRAM.matcher(word.replace("\"", ""));
    if (program.matches()) {
      fields.add(program.group(1));
      return;
    }
    StringBuilder field = new StringBuilder();
    boolean exists = false;
    boolean quoted = false;
    for (int i = 0; i < word.length(); ) {
      char c = word.charAt(i);
      if (c == '\'' && !quoted) {
        int end = word.indexOf('\'', i + 1);
        field.append(word, i + 1, end < 0 ? word.length() : end);
        exists = true;
        i = end < 0 ? word.length() : end + 1;
      } else if (c == '"') {
        quoted = !quoted;
        exists = true;
        i++;
      } else if (c == '\\' && i + 1 < word.length()) {
        field.append(word.charAt(i + 1));
        exists = true;
        i += 2;
      } else if (c == '`') {
        throw new UnknownValue("it is the output of a command");
      } else if (c == '$' && i + 1 < word.length()) {
        int end = endOfVariable(word, i);
        String value = end == i + 1 ? "$" : value(word.substring(i + 1, end));
        i = end;
        if (quoted || !split) {
          field.append(value);
          exists = true;
          continue;
        }
        String[] parts = value.strip().split("\\s+");
        for (int part = 0; part < parts.length; part++) {
          if (part > 0) {
            fields.add(field.toString());
            field.setLength(0);
          }
          field.append(parts[part]);
          exists |= !parts[part].isEmpty();
        }
      } else {
        field.append(c);
        exists = true;
        i++;
      }
      if (field.length() > LONGEST || fields.size() > MOST_ITEMS) {
        throw new UnknownValue("it is too long");
      }
    }
    if (exists) {
      fields.add(field.toString());
    }
  }

  /** Returns the end of the variable that begins at an index with a dollar sign. */
  private static int endOfVariable(String word, int from) {
    char c = word.charAt(from + 1);
    if (c == '{' || c == '(') {
      int depth = 0;
      for (int i = from + 1; i < word.length(); i++) {
        depth += "{(".indexOf(word.charAt(i)) >= 0 ? 1 : ")}".indexOf(word.charAt(i)) >= 0 ? -1 : 0;
        if (depth == 0) {
          return i + 1;
        }
      }
      return word.length();
    }
    int end = from + 1;
    while (end < word.length()
        && (Character.isLetterOrDigit(word.charAt(end)) || word.charAt(end) == '_')) {
      end++;
    }
    return end == from + 1 && "@*#?$!".indexOf(c) >= 0 ? end + 1 : end;
  }

  private String value(String variable) throws UnknownValue {
    if (variable.startsWith("(")) {
      throw new UnknownValue("it is the output of a command");
    }
    String name =
        variable.startsWith("{") ? variable.substring(1, variable.length() - 1) : variable;
    Matcher parameter = PARAMETER.matcher(name);
    if (!parameter.matches()) {
      throw new UnknownValue("$" + variable + " is more than a variable");
    }
    Optional<String> known =
        Optional.ofNullable(
            Character.isDigit(name.charAt(0))
                ? arguments.get(parameter.group(1))
                : variables.get(parameter.group(1)));
    if (known.isEmpty()) {
      if (parameter.group(3) != null) {
        return raw(parameter.group(3));
      }
      throw new UnknownValue(parameter.group(1) + " has no value in this text");
    }
    String index = parameter.group(2);
    if (index != null && Character.isDigit(index.charAt(0))) {
      String[] items = known.get().split("\\s+");
      int number = Integer.parseInt(index);
      if (number >= items.length) {
        throw new UnknownValue(name + " has no value in this text");
      }
      return items[number];
    }
    return known.get();
  }
}
