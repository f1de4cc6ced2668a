package io.lvsagent.profiles.config;

import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses files that list hardware addresses, in the form of ethers(5). */
final class Ethers {
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9a-fA-F]{1,4}([:.-]{1,2}[0-9a-fA-F]{1,4})+");
  private static final Pattern WORD = Pattern.compile("[^\\s#]+|#.*");

  private Ethers() {}

  /**
   * Returns the lines of a file as entries like those of a config, with the IP address as the key.
   * A line holds a hardware address and an IP address; {@code #} begins a comment. Throws
   * ConfigException.
   */
  static List<Mapping.Entry> entries(String path, String text) {
    List<Mapping.Entry> entries = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      List<Node.Scalar> words = words(lines[i], path, i + 1);
      if (words.isEmpty()) {
        continue;
      }
      if (words.size() != 2 || (entries.isEmpty() && !isNeighbour(words))) {
        throw words
            .get(0)
            .wrong(
                "expected a hardware address and an IP address, such as"
                    + " 00:0c:29:4e:80:4a 192.0.2.21");
      }
      Node.Scalar ip = words.get(1);
      entries.add(new Mapping.Entry(ip.place(), ip.text(), words.get(0)));
    }
    Place.of(path).refuseIf(entries.isEmpty(), "contains no neighbours");
    return entries;
  }

  /**
   * Returns true if the line has an address in some form. The words of a file that has none may be
   * anything, and no message repeats them.
   */
  private static boolean isNeighbour(List<Node.Scalar> words) {
    return words.stream().anyMatch(word -> ADDRESS.matcher(word.text()).matches());
  }

  private static List<Node.Scalar> words(String line, String path, int number) {
    List<Node.Scalar> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      if (!word.group().startsWith("#")) {
        Place place = new Place(path, number, word.start() + 1, "");
        words.add(new Node.Scalar(place, word.group()));
      }
    }
    return words;
  }
}
