package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.migration.ShellValues.UnknownValue;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a shell script in the order in which it would run with the argument start, without running
 * any of it: variables, lists in loops, functions, and comparisons of texts.
 */
final class ScriptReader {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\+?=(.*)", Pattern.DOTALL);
  private static final List<String> DECLARING =
      List.of("export", "local", "readonly", "declare", "typeset");
  private static final List<String> STARTS =
      List.of("start", "up", "add", "on", "enable", "master", "begin", "run");
  private static final String STOPS = "(.*_)?(stop|down|del|delete|off|status|restart|usage|help)";
  private static final int MOST_STEPS = 200_000;
  private static final int DEEPEST = 32;

  private final String source;
  private final ShellValues values = new ShellValues();
  private final Map<String, ShellNode.Function> functions = new LinkedHashMap<>();
  private final Set<String> called = new LinkedHashSet<>();
  private final Imported found = new Imported();
  private final ScriptCommands commands;
  private int steps;
  private int depth;

  ScriptReader(String source) {
    this.source = source;
    this.commands = new ScriptCommands(source, found);
  }

  /** Throws ConfigException for a script that is broken, or too long to be read. */
  Imported read(List<String> lines) {
    List<ShellNode> script = new ShellParser(source, lines).script();
    all(script);
    // a function that is read may define others
    for (var function = uncalled(); function.isPresent(); function = uncalled()) {
      String text = "function " + function.get().name() + " is read, although no line calls it";
      int effects = commands.effects();
      call(function.get(), List.of());
      if (commands.effects() > effects) {
        found.remark(place(function.get()), text, false);
      }
    }
    commands.finish();
    return found;
  }

  private Optional<ShellNode.Function> uncalled() {
    return functions.values().stream()
        .filter(each -> !called.contains(each.name()) && !each.name().matches(STOPS))
        .findFirst();
  }

  private Place place(ShellNode node) {
    return new Place(source, node.line(), 1, "");
  }

  private void all(List<ShellNode> nodes) {
    nodes.forEach(this::node);
  }

  private void node(ShellNode node) {
    place(node).refuseIf(++steps > MOST_STEPS, "does too much to be read: its loops are too long");
    if (node instanceof ShellNode.Command command) {
      command(command);
    } else if (node instanceof ShellNode.For loop) {
      loop(loop);
    } else if (node instanceof ShellNode.If condition) {
      condition(condition);
    } else if (node instanceof ShellNode.Case choice) {
      choice(choice);
    } else if (node instanceof ShellNode.Loop loop) {
      commands.uncertain(place(loop), "a loop whose turns are not known", () -> all(loop.body()));
    } else if (node instanceof ShellNode.Function function) {
      functions.put(function.name(), function);
    }
  }

  private void command(ShellNode.Command command) {
    List<String> words = new ArrayList<>(command.words());
    while (!words.isEmpty() && ASSIGNMENT.matcher(words.get(0)).matches()) {
      assign(words.remove(0));
    }
    if (words.isEmpty()) {
      return;
    }
    if (DECLARING.contains(words.get(0))) {
      words.stream()
          .skip(1)
          .filter(word -> ASSIGNMENT.matcher(word).matches())
          .forEach(this::assign);
      return;
    }
    ShellNode.Function function = functions.get(words.get(0));
    if (function != null) {
      call(function, words.subList(1, words.size()));
    } else {
      commands.run(command, words, values);
    }
  }

  private void assign(String word) {
    Matcher assignment = ASSIGNMENT.matcher(word);
    if (!assignment.matches()) {
      return;
    }
    String name = assignment.group(1);
    String text = assignment.group(2);
    try {
      if (text.startsWith("(") && text.endsWith(")")) {
        List<String> items = new ArrayList<>();
        for (String item : text.substring(1, text.length() - 1).strip().split("\\s+")) {
          items.addAll(values.fields(item));
        }
        values.set(name, String.join(" ", items));
      } else {
        values.set(name, text.equals("$1") || text.equals("\"$1\"") ? first() : values.text(text));
      }
    } catch (UnknownValue e) {
      values.forget(name);
    }
  }

  /** Returns the first argument, which a variable keeps as such until it is compared. */
  private String first() throws UnknownValue {
    return depth == 0 ? ShellValues.ARGUMENT : values.text("$1");
  }

  private void call(ShellNode.Function function, List<String> words) {
    place(function).refuseIf(++depth > DEEPEST, "functions call each other without an end");
    called.add(function.name());
    Map<String, String> arguments = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      try {
        arguments.put(Integer.toString(i + 1), values.text(words.get(i)));
      } catch (UnknownValue e) {
        arguments.remove(Integer.toString(i + 1));
      }
    }
    Map<String, String> before = values.call(arguments);
    all(function.body());
    values.call(before);
    depth--;
  }

  private void loop(ShellNode.For loop) {
    List<String> items = new ArrayList<>();
    for (String item : loop.items()) {
      try {
        items.addAll(values.fields(item));
      } catch (UnknownValue e) {
        commands.unknown(place(loop), "the list of a loop", e.reason());
      }
    }
    for (String item : items) {
      values.set(loop.variable(), item);
      all(loop.body());
    }
    if (loop.items().isEmpty()) {
      values.forget(loop.variable());
      commands.uncertain(place(loop), "a loop whose turns are not known", () -> all(loop.body()));
    }
  }

  private void condition(ShellNode.If condition) {
    for (ShellNode.Branch branch : condition.branches()) {
      Optional<Boolean> holds =
          branch.condition().isEmpty() ? Optional.of(true) : holds(branch.condition());
      if (holds.isEmpty()) {
        // the command that is asked may be one that acts, such as modprobe
        all(branch.condition());
        commands.uncertain(
            place(condition), "a condition that is taken as true", () -> all(branch.body()));
      } else if (holds.get()) {
        all(branch.body());
        return;
      }
    }
  }

  /** Returns whether a comparison of texts holds; empty if it asks for more than texts. */
  private Optional<Boolean> holds(List<ShellNode> condition) {
    if (condition.size() != 1 || !(condition.get(0) instanceof ShellNode.Command command)) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(command.words());
    if (words.isEmpty() || !words.get(0).matches("\\[|\\[\\[|test")) {
      return Optional.empty();
    }
    words.remove(0);
    words.removeIf(word -> word.equals("]") || word.equals("]]"));
    try {
      if (words.size() == 2 && words.get(0).matches("-[zn]")) {
        return Optional.of(values.compared(words.get(1)).isEmpty() == words.get(0).equals("-z"));
      }
      if (words.size() == 3 && words.get(1).matches("=|==|!=")) {
        boolean same = values.compared(words.get(0)).equals(values.compared(words.get(2)));
        return Optional.of(same != words.get(1).equals("!="));
      }
    } catch (UnknownValue e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private void choice(ShellNode.Case choice) {
    String subject;
    try {
      subject = values.compared(choice.subject());
    } catch (UnknownValue e) {
      subject = "start";
    }
    List<String> words = subject.equals("start") ? STARTS : List.of(subject);
    for (String word : words) {
      for (ShellNode.Arm arm : choice.arms()) {
        boolean plain = arm.patterns().stream().noneMatch(pattern -> pattern.equals("*"));
        if (plain && arm.patterns().stream().anyMatch(pattern -> matches(pattern, word, arm))) {
          all(arm.body());
          return;
        }
      }
    }
    for (ShellNode.Arm arm : choice.arms()) {
      if (arm.patterns().stream()
          .noneMatch(pattern -> pattern.toLowerCase(java.util.Locale.ROOT).matches(STOPS))) {
        commands.uncertain(
            place(choice), "a branch that is taken, although none is start", () -> all(arm.body()));
      }
    }
  }

  private static boolean matches(String pattern, String word, ShellNode.Arm arm) {
    String plain = pattern.replaceAll("[\"']", "");
    String glob =
        plain.replaceAll("([.+(){}^$|\\\\])", "\\\\$1").replace("*", ".*").replace('?', '.');
    try {
      return !arm.patterns().isEmpty() && word.matches("(?i)" + glob);
    } catch (java.util.regex.PatternSyntaxException e) {
      return plain.equals(word);
    }
  }
}
