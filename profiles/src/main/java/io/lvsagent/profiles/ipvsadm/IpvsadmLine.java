package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.imported.PortNames;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line in the format of {@code ipvsadm -R}.
 *
 * @param command the first word
 * @param operands the words between the command and the first option
 * @param options the options, under the keys that a config has for them
 */
record IpvsadmLine(Node.Scalar command, List<Node.Scalar> operands, Mapping options) {
  private static final List<String> COMMANDS =
      List.of("-A", "--add-service", "-a", "--add-server", "--set", "--start-daemon");
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern NUMERIC = Pattern.compile("[0-9a-fA-F:.\\[\\]]*");
  private static final Pattern PORT_NAME =
      Pattern.compile("([0-9.]+:|\\[[0-9a-fA-F:.]+\\]:)([A-Za-z][A-Za-z0-9._+-]*)");
  private static final Pattern PROGRAM = Pattern.compile("(.*/)?ipvsadm");

  /** A command and an option in one word. */
  private static final Pattern TOGETHER = Pattern.compile("-[Aa][a-zA-Z6]+");

  /** Several options in one word. */
  private static final Pattern LETTERS = Pattern.compile("-[a-zA-Z6]{2,}");

  private static final List<String> ADDRESSES = List.of("tcp", "udp", "sctp", ConfigKeys.RIP);

  IpvsadmLine {
    operands = List.copyOf(operands);
  }

  /**
   * Reads a line; throws ConfigException for an unknown option or a missing value.
   *
   * @param number the number of the line, counted from 1
   * @param text the line, which must hold at least one word; it may begin with the name of the
   *     program, and options without a value may be written together, as in {@code -At}
   */
  static IpvsadmLine read(String source, int number, String text, PortNames ports) {
    Deque<Node.Scalar> words = new ArrayDeque<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      Place place = new Place(source, number, matcher.start() + 1, "");
      words.add(new Node.Scalar(place, matcher.group()));
    }
    if (words.size() > 1 && PROGRAM.matcher(words.element().text()).matches()) {
      words.remove();
    }
    Node.Scalar command = words.remove();
    if (TOGETHER.matcher(command.text()).matches()) {
      command = split(command, words);
    }
    requireKnown(command);
    List<Node.Scalar> operands = new ArrayList<>();
    while (!words.isEmpty() && !words.element().text().startsWith("-")) {
      operands.add(words.remove());
    }
    return new IpvsadmLine(command, operands, options(command.place(), words, ports));
  }

  /** Splits the first of letters that are written together from the others, which are put back. */
  private static Node.Scalar split(Node.Scalar word, Deque<Node.Scalar> words) {
    Place place = word.place();
    Place next = new Place(place.file(), place.line(), place.column() + 1, place.key());
    words.push(new Node.Scalar(next, "-" + word.text().substring(2)));
    return new Node.Scalar(place, word.text().substring(0, 2));
  }

  private static boolean isFlag(String letter) {
    return IpvsadmOption.of(letter)
        .filter(option -> option.takes() == IpvsadmOption.Takes.NOTHING)
        .isPresent();
  }

  /**
   * Throws ConfigException for a word that begins no line of a saved table. Only short ones are
   * repeated, because the file may be anything, such as one with passwords.
   */
  private static void requireKnown(Node.Scalar command) {
    String word = command.text().length() > 2 ? "this" : "\"" + command.text() + "\"";
    command.refuseIf(
        !COMMANDS.contains(command.text()),
        "%s is not expected in a saved table: ipvsadm -S -n prints -A and -a",
        word);
  }

  /** Throws ConfigException if the command has operands. */
  void requireNoOperands() {
    for (Node.Scalar word : operands) {
      throw word.wrong("\"%s\" is not an option", word.text());
    }
  }

  /** Returns the options; throws ConfigException if one is not among the keys. */
  Mapping allowed(List<String> keys) {
    for (Mapping.Entry entry : options.entries()) {
      if (!keys.contains(entry.key())) {
        throw entry.wrong("cannot be used with %s", command.text());
      }
    }
    return options;
  }

  private static Mapping options(Place line, Deque<Node.Scalar> words, PortNames ports) {
    Map<String, Mapping.Entry> options = new LinkedHashMap<>();
    while (!words.isEmpty()) {
      Node.Scalar word = words.remove();
      if (LETTERS.matcher(word.text()).matches() && isFlag(word.text().substring(0, 2))) {
        word = split(word, words);
      }
      Node.Scalar named = word;
      int equals = word.text().startsWith("--") ? word.text().indexOf('=') : -1;
      String spelling = equals < 0 ? word.text() : word.text().substring(0, equals);
      IpvsadmOption option =
          IpvsadmOption.of(spelling)
              .orElseThrow(() -> named.wrong("unknown option \"%s\"", spelling));
      Place place = new Place(line.file(), line.line(), word.place().column(), spelling);
      if (equals >= 0) {
        words.push(new Node.Scalar(place, word.text().substring(equals + 1)));
      }
      Node value = value(option, place, words);
      if (ADDRESSES.contains(option.key())) {
        value = numeric(value, protocol(option, options), ports);
      }
      Mapping.Entry entry = new Mapping.Entry(place, option.key(), value);
      if (options.putIfAbsent(option.key(), entry) != null) {
        throw place.wrong("sets \"%s\" a second time", option.key());
      }
    }
    return new Mapping(line, options);
  }

  /** Returns the protocol of the option itself, or of one before it on the line. */
  private static String protocol(IpvsadmOption option, Map<String, Mapping.Entry> before) {
    return option.key().equals(ConfigKeys.RIP)
        ? ADDRESSES.stream().filter(before::containsKey).findFirst().orElse("tcp")
        : option.key();
  }

  /** Returns an address with a number in place of the name of a port. */
  private static Node numeric(Node value, String protocol, PortNames ports) {
    Matcher named = PORT_NAME.matcher(value.text());
    if (named.matches()) {
      String number = ports.number(named.group(2), protocol).orElse("");
      value.refuseIf(
          number.isEmpty(),
          "port \"%s\" is not in %s for %s: write its number",
          named.group(2),
          ports.file(),
          protocol);
      return new Node.Scalar(value.place(), named.group(1) + number);
    }
    value.refuseIf(
        !NUMERIC.matcher(value.text()).matches(),
        "\"%s\" contains a name: use ipvsadm -S -n, which prints numbers",
        value.text());
    return value;
  }

  private static Node value(IpvsadmOption option, Place place, Deque<Node.Scalar> words) {
    boolean more = !words.isEmpty() && isValue(option, words.element().text());
    place.refuseIf(option.takes() == IpvsadmOption.Takes.WORD && !more, "needs a value");
    if (option.takes() == IpvsadmOption.Takes.NOTHING || !more) {
      return new Node.Scalar(place, option.value());
    }
    Node.Scalar word = words.remove();
    Place at = new Place(place.file(), place.line(), word.place().column(), place.key());
    if (!option.key().equals(ConfigKeys.FLAGS)) {
      return new Node.Scalar(at, word.text());
    }
    List<Node> flags = new ArrayList<>();
    for (String flag : word.text().split(",", -1)) {
      flags.add(new Node.Scalar(at, flag));
    }
    return new Node.Sequence(at, flags);
  }

  /**
   * Accepts values that begin with a dash, because marks above 2147483647 are saved as negative.
   */
  private static boolean isValue(IpvsadmOption option, String word) {
    boolean isOption = IpvsadmOption.of(word).isPresent();
    return option.takes() == IpvsadmOption.Takes.MAYBE
        ? !isOption && !word.startsWith("-")
        : !isOption || !word.startsWith("-");
  }
}
