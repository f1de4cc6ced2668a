package io.lvsagent.iface.nft;

/**
 * Family and name of a table: {@code ip lvs-agent-web}.
 *
 * @param family such as {@code ip} or {@code ip6}
 */
public record TableName(String family, String name) {
  /** Parses the text of {@code toString}. Throws IllegalArgumentException. */
  public static TableName parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not FAMILY TABLE, such as ip lvs-agent-web");
    }
    return new TableName(words[0], words[1]);
  }

  @Override
  public String toString() {
    return family + " " + name;
  }
}
