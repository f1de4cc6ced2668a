package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.profiles.config.ConfigKeys;
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
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern NUMERIC = Pattern.compile("[0-9a-fA-F:.\\[\\]]*");
  private static final List<String> ADDRESSES = List.of("tcp", "udp", "sctp", ConfigKeys.RIP);

  IpvsadmLine {
    operands = List.copyOf(operands);
  }

  /**
   * Reads a line; throws ConfigException for an unknown option or a missing value.
   *
   * @param number the number of the line, counted from 1
   * @param text the line, which must hold at least one word
   */
  static IpvsadmLine read(String source, int number, String text) {
    Deque<Node.Scalar> words = new ArrayDeque<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      Place place = new Place(source, number, matcher.start() + 1, "");
      words.add(new Node.Scalar(place, matcher.group()));
    }
    Node.Scalar command = words.remove();
    List<Node.Scalar> operands = new ArrayList<>();
    while (!words.isEmpty() && !words.element().text().startsWith("-")) {
      operands.add(words.remove());
    }
    return new IpvsadmLine(command, operands, options(command.place(), words));
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

  private static Mapping options(Place line, Deque<Node.Scalar> words) {
    Map<String, Mapping.Entry> options = new LinkedHashMap<>();
    while (!words.isEmpty()) {
      Node.Scalar word = words.remove();
      int equals = word.text().startsWith("--") ? word.text().indexOf('=') : -1;
      String spelling = equals < 0 ? word.text() : word.text().substring(0, equals);
      IpvsadmOption option =
          IpvsadmOption.of(spelling)
              .orElseThrow(() -> word.wrong("unknown option \"%s\"", spelling));
      Place place = new Place(line.file(), line.line(), word.place().column(), spelling);
      if (equals >= 0) {
        words.push(new Node.Scalar(place, word.text().substring(equals + 1)));
      }
      Mapping.Entry entry = new Mapping.Entry(place, option.key(), value(option, place, words));
      if (options.putIfAbsent(option.key(), entry) != null) {
        throw place.wrong("sets \"%s\" a second time", option.key());
      }
    }
    return new Mapping(line, options);
  }

  private static Node value(IpvsadmOption option, Place place, Deque<Node.Scalar> words) {
    boolean more = !words.isEmpty() && isValue(option, words.element().text());
    place.refuseIf(option.takes() == IpvsadmOption.Takes.WORD && !more, "needs a value");
    if (option.takes() == IpvsadmOption.Takes.NOTHING || !more) {
      return new Node.Scalar(place, option.value());
    }
    Node.Scalar word = words.remove();
    Place at = new Place(place.file(), place.line(), word.place().column(), place.key());
    at.refuseIf(
        ADDRESSES.contains(option.key()) && !NUMERIC.matcher(word.text()).matches(),
        "\"%s\" contains a name: use ipvsadm -S -n, which prints numbers",
        word.text());
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
