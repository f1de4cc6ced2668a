package io.lvsagent.iface.nft;

/**
 * Which table: {@code ip lvs-agent-web}.
 *
 * @param family such as {@code ip} or {@code ip6}
 */
public record TableName(String family, String name) {
  /** The text of a key. Throws IllegalArgumentException. */
  public static TableName parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("\"" + text + "\" names no table of nftables");
    }
    return new TableName(words[0], words[1]);
  }

  /** As libnftables-json(5) names it. */
  public String json() {
    return "{\"table\":" + Json.object("family", family, "name", name) + "}";
  }

  @Override
  public String toString() {
    return family + " " + name;
  }
}
