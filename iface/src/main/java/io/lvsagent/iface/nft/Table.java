package io.lvsagent.iface.nft;

import java.util.List;
import java.util.StringJoiner;

/**
 * A table with its contents.
 *
 * @param others objects that lvs-agent never writes, such as sets, each as nft lists it, normalised
 */
public record Table(TableName name, List<Chain> chains, List<String> others) {
  public Table {
    chains = List.copyOf(chains);
    others = List.copyOf(others);
  }

  boolean isEmpty() {
    return chains.isEmpty() && others.isEmpty();
  }

  /**
   * Returns the content of the table in the syntax of nft, for printing. Objects and statements
   * that lvs-agent never writes are JSON there.
   */
  public String text() {
    StringJoiner text = new StringJoiner("; ");
    text.setEmptyValue("empty");
    chains.forEach(chain -> text.add(chain.text()));
    others.forEach(text::add);
    return text.toString();
  }
}
