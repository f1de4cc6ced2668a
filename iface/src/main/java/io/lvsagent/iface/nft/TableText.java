package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Parses the text of a table word by word. */
final class TableText {
  private static final String END = ";";

  private final String text;
  private final List<String> words;
  private int at;

  TableText(String text) {
    this.text = text;
    words = List.of(text.replace(";", " ;").split(" "));
  }

  Table table(TableName name) {
    List<Chain> chains = new ArrayList<>();
    List<String> others = new ArrayList<>();
    if (!text.equals(Table.EMPTY)) {
      try {
        do {
          if (peek().startsWith("{")) {
            others.add(next());
          } else {
            chains.add(chain());
          }
        } while (at < words.size() && expect(END));
      } catch (NoSuchElementException e) {
        throw new IllegalArgumentException("table " + name + ": " + text, e);
      }
    }
    return new Table(name, chains, others);
  }

  private Chain chain() {
    expect("chain");
    String name = next();
    expect("{");
    Optional<Chain.Hook> hook = peek().equals("type") ? Optional.of(hook()) : Optional.empty();
    List<List<Statement>> rules = new ArrayList<>();
    while (!peek().equals("}")) {
      rules.add(rule());
    }
    expect("}");
    return new Chain(name, hook, rules);
  }

  private Chain.Hook hook() {
    expect("type");
    String type = next();
    expect("hook");
    String name = next();
    expect("priority");
    int priority = Integer.parseInt(next());
    expect(END);
    String policy = "accept";
    if (peek().equals("policy")) {
      expect("policy");
      policy = next();
      expect(END);
    }
    return new Chain.Hook(type, name, priority, policy);
  }

  private List<Statement> rule() {
    List<Statement> rule = new ArrayList<>();
    while (!peek().equals(END)) {
      rule.add(statement());
    }
    expect(END);
    return rule;
  }

  private Statement statement() {
    String first = next();
    if (first.startsWith("{")) {
      return new Statement.Other(first);
    } else if (first.equals(Statement.Masquerade.WORD)) {
      return new Statement.Masquerade();
    }
    String second = next();
    if (first.equals("meta")) {
      expect("set");
      return new Statement.SetMark(Long.parseLong(next()));
    }
    boolean not = peek().equals("!=") && expect("!=");
    return new Statement.FieldMatch(first, second, not, values());
  }

  private List<String> values() {
    if (!peek().equals("{")) {
      return List.of(next());
    }
    expect("{");
    List<String> values = new ArrayList<>();
    while (!peek().equals("}")) {
      String value = next();
      values.add(value.endsWith(",") ? value.substring(0, value.length() - 1) : value);
    }
    expect("}");
    return values;
  }

  private String peek() {
    if (at == words.size()) {
      throw new NoSuchElementException(text);
    }
    return words.get(at);
  }

  private String next() {
    String word = peek();
    at++;
    return word;
  }

  private boolean expect(String word) {
    if (!next().equals(word)) {
      throw new NoSuchElementException(word);
    }
    return true;
  }
}
