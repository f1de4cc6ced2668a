package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.migration.ShellLexer.Token;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/** Reads the structure of a shell script, and executes nothing. */
final class ShellParser {
  private static final int DEEPEST = 100;

  private final String source;
  private final List<Token> tokens;
  private int at;
  private int depth;

  ShellParser(String source, List<String> lines) {
    this.source = source;
    this.tokens = new ShellLexer(source, lines).tokens();
  }

  /** Throws ConfigException for a script that a shell would not read either. */
  List<ShellNode> script() {
    List<ShellNode> nodes = list(List.of());
    if (at < tokens.size()) {
      throw unexpected();
    }
    return nodes;
  }

  private ConfigException unexpected() {
    int line = at < tokens.size() ? tokens.get(at).line() : tokens.get(tokens.size() - 1).line();
    String text = at < tokens.size() ? tokens.get(at).text().strip() : "";
    String what = text.isEmpty() || text.length() > 8 ? "the end of a line" : "\"" + text + "\"";
    return new Place(source, line, 1, "").wrong("%s is not expected here", what);
  }

  private boolean isAt(String operator) {
    return at < tokens.size() && tokens.get(at).is(operator);
  }

  private boolean isAtWord(String word) {
    return at < tokens.size() && tokens.get(at).isKeyword(word);
  }

  private void expect(String word) {
    skipLines();
    if (!isAtWord(word)) {
      throw unexpected();
    }
    at++;
  }

  private void skipLines() {
    while (isAt("\n") || isAt(";")) {
      at++;
    }
  }

  /** Reads commands up to one of the words, or the end of what is around them. */
  private List<ShellNode> list(List<String> ends) {
    List<ShellNode> nodes = new ArrayList<>();
    while (at < tokens.size()) {
      Token token = tokens.get(at);
      if (token.is(";;") || token.is(";&") || token.is(";;&") || token.is(")")) {
        return nodes;
      }
      boolean separates =
          List.of("\n", ";", "&", "&&", "||", "|").contains(token.text()) && !token.isWord()
              || token.isKeyword("!");
      if (separates) {
        at++;
      } else if (token.isWord() && ends.contains(token.text())) {
        return nodes;
      } else {
        nodes.addAll(command());
      }
    }
    return nodes;
  }

  private List<ShellNode> command() {
    Token first = tokens.get(at);
    new Place(source, first.line(), 1, "").refuseIf(++depth > DEEPEST, "is nested too deep");
    List<ShellNode> read =
        switch (first.isWord() ? first.text() : "") {
          case "if" -> List.of(condition());
          case "for", "select" -> List.of(loop());
          case "while", "until" -> whileLoop();
          case "case" -> List.of(choice());
          case "{" -> group();
          case "function" -> {
            at++;
            yield List.of(function());
          }
          default -> first.is("(") ? subshell() : List.of(simple());
        };
    depth--;
    redirections();
    return read;
  }

  private void redirections() {
    while (at < tokens.size() && isRedirection(tokens.get(at))) {
      at += 2;
    }
  }

  private static boolean isRedirection(Token token) {
    return !token.isWord() && token.text().matches("[0-9]?&?[<>][<>&|-]*");
  }

  private List<ShellNode> group() {
    at++;
    List<ShellNode> body = list(List.of("}"));
    expect("}");
    return body;
  }

  private List<ShellNode> subshell() {
    at++;
    List<ShellNode> body = list(List.of());
    if (!isAt(")")) {
      throw unexpected();
    }
    at++;
    return body;
  }

  private ShellNode condition() {
    int line = tokens.get(at).line();
    List<ShellNode.Branch> branches = new ArrayList<>();
    do {
      at++;
      List<ShellNode> condition = list(List.of("then"));
      expect("then");
      branches.add(new ShellNode.Branch(condition, list(List.of("elif", "else", "fi"))));
    } while (isAtWord("elif"));
    if (isAtWord("else")) {
      at++;
      branches.add(new ShellNode.Branch(List.of(), list(List.of("fi"))));
    }
    expect("fi");
    return new ShellNode.If(line, branches);
  }

  private ShellNode loop() {
    int line = tokens.get(at).line();
    at++;
    String variable = at < tokens.size() && tokens.get(at).isWord() ? tokens.get(at).text() : "";
    List<String> items = new ArrayList<>();
    at += variable.isEmpty() ? 0 : 1;
    boolean in = isAtWord("in");
    while (at < tokens.size() && !isAtWord("do")) {
      Token token = tokens.get(at++);
      if (token.isWord() && in && !token.text().equals("in")) {
        items.add(token.text());
      }
    }
    expect("do");
    List<ShellNode> body = list(List.of("done"));
    expect("done");
    return new ShellNode.For(line, variable, items, body);
  }

  private List<ShellNode> whileLoop() {
    int line = tokens.get(at).line();
    at++;
    list(List.of("do"));
    expect("do");
    List<ShellNode> body = list(List.of("done"));
    expect("done");
    return List.of(new ShellNode.Loop(line, body));
  }

  private ShellNode choice() {
    int line = tokens.get(at).line();
    at++;
    String subject = at < tokens.size() ? tokens.get(at++).text() : "";
    expect("in");
    List<ShellNode.Arm> arms = new ArrayList<>();
    skipLines();
    while (at < tokens.size() && !isAtWord("esac")) {
      List<String> patterns = new ArrayList<>();
      while (at < tokens.size() && !isAt(")")) {
        Token token = tokens.get(at++);
        if (token.is("\n")) {
          throw unexpected();
        }
        if (token.isWord()) {
          patterns.add(token.text());
        }
      }
      at++;
      arms.add(new ShellNode.Arm(patterns, list(List.of("esac"))));
      if (isAt(";;") || isAt(";&") || isAt(";;&")) {
        at++;
      }
      skipLines();
    }
    expect("esac");
    return new ShellNode.Case(line, subject, arms);
  }

  private ShellNode function() {
    Token name = tokens.get(at++);
    if (isAt("(")) {
      at += 2;
    }
    skipLines();
    if (at >= tokens.size()) {
      throw unexpected();
    }
    return new ShellNode.Function(name.line(), name.text(), command());
  }

  private ShellNode simple() {
    Token first = tokens.get(at);
    boolean isFunction =
        first.isWord()
            && at + 2 < tokens.size()
            && tokens.get(at + 1).is("(")
            && tokens.get(at + 2).is(")");
    if (isFunction) {
      return function();
    }
    List<String> words = new ArrayList<>();
    List<String> document = new ArrayList<>();
    String target = "";
    while (at < tokens.size()) {
      Token token = tokens.get(at);
      if (token.isWord()) {
        words.add(token.text());
        at++;
      } else if (isRedirection(token)) {
        String file = at + 1 < tokens.size() ? tokens.get(at + 1).text() : "";
        boolean output = token.text().matches("1?>[>|]?") && !file.equals("/dev/null");
        target = output ? file : target;
        document.addAll(token.document());
        at += 2;
      } else if (List.of("(", ")").contains(token.text()) && words.isEmpty()) {
        throw unexpected();
      } else {
        break;
      }
    }
    return new ShellNode.Command(first.line(), words, target, document);
  }
}
