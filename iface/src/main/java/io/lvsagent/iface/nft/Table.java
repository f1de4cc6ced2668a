package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A table with all that is in it.
 *
 * @param others objects that we never make, such as sets: each as JSON without a space, without its
 *     handle
 */
public record Table(TableName name, List<Chain> chains, List<String> others) {
  static final String EMPTY = "empty";

  public Table {
    chains = List.copyOf(chains);
    others = List.copyOf(others);
  }

  /**
   * What is between the braces of the table, in the syntax of nft; what we never make is JSON
   * there.
   */
  public String text() {
    StringJoiner text = new StringJoiner("; ");
    text.setEmptyValue(EMPTY);
    chains.forEach(chain -> text.add(chain.text()));
    others.forEach(text::add);
    return text.toString();
  }

  /** Reads its text back. Throws IllegalArgumentException. */
  public static Table parse(TableName name, String text) {
    return new TableText(text).table(name);
  }

  /** Everything to be added once the table is there, what is referred to first. */
  List<String> contents() {
    List<String> contents = new ArrayList<>();
    chains.forEach(chain -> contents.add(chain.json(name)));
    contents.addAll(others);
    chains.forEach(chain -> contents.addAll(chain.rulesJson(name)));
    return contents;
  }
}
