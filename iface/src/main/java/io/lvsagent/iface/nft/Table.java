package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A table with its contents.
 *
 * @param others objects that lvs-agent never writes, such as sets: each as JSON without spaces and
 *     without its handle
 */
public record Table(TableName name, List<Chain> chains, List<String> others) {
  static final String EMPTY = "empty";

  public Table {
    chains = List.copyOf(chains);
    others = List.copyOf(others);
  }

  /**
   * Returns the text between the braces of the table in the syntax of nft, except that objects and
   * statements that lvs-agent never writes are JSON.
   */
  public String text() {
    StringJoiner text = new StringJoiner("; ");
    text.setEmptyValue(EMPTY);
    chains.forEach(chain -> text.add(chain.text()));
    others.forEach(text::add);
    return text.toString();
  }

  /** Parses the result of {@link #text}. Throws IllegalArgumentException. */
  public static Table parse(TableName name, String text) {
    return new TableText(text).table(name);
  }

  /**
   * Returns everything to add after the table; objects come before the rules that refer to them.
   */
  List<String> contents() {
    List<String> contents = new ArrayList<>();
    chains.forEach(chain -> contents.add(chain.json(name)));
    contents.addAll(others);
    chains.forEach(chain -> contents.addAll(chain.rulesJson(name)));
    return contents;
  }
}
