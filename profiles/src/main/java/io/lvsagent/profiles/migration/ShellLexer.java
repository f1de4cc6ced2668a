package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/** Splits a shell script into words and operators. */
final class ShellLexer {
  private static final List<String> OPERATORS =
      List.of(
          ";;&", ";;", ";&", "&&", "||", "&>>", "&>", "<<<", "<<-", "<<", ">>", ">&", ">|", "<&",
          ";", "&", "|", "(", ")", "<", ">");
  private static final String END_OF_WORD = " \t\r;&|()<>";

  private final String source;
  private final List<String> lines;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Token> documents = new ArrayList<>();
  private int number;
  private int at;

  /**
   * A word or an operator.
   *
   * @param document the lines of a here-document, which its {@code <<} has
   */
  record Token(int line, boolean isWord, String text, List<String> document) {
    boolean is(String operator) {
      return !isWord && text.equals(operator);
    }

    boolean isKeyword(String word) {
      return isWord && text.equals(word);
    }
  }

  ShellLexer(String source, List<String> lines) {
    this.source = source;
    this.lines = lines;
  }

  /** Returns the tokens; an operator of a line break ends each line. */
  List<Token> tokens() {
    while (number < lines.size()) {
      line();
      operator("\n");
      documents();
      number++;
      at = 0;
    }
    return tokens;
  }

  private void operator(String text) {
    tokens.add(new Token(number + 1, false, text, new ArrayList<>()));
  }

  private void line() {
    while (at < current().length()) {
      String rest = current().substring(at);
      if (rest.equals("\\") && number + 1 < lines.size()) {
        number++;
        at = 0;
      } else if (END_OF_WORD.indexOf(rest.charAt(0)) >= 0 && " \t\r".indexOf(rest.charAt(0)) >= 0) {
        at++;
      } else if (rest.charAt(0) == '#') {
        return;
      } else {
        String operator = OPERATORS.stream().filter(rest::startsWith).findFirst().orElse("");
        if (operator.isEmpty()) {
          word();
        } else {
          at += operator.length();
          operator(operator);
          if (operator.startsWith("<<") && !operator.equals("<<<")) {
            documents.add(tokens.get(tokens.size() - 1));
          }
        }
      }
    }
  }

  private String current() {
    return lines.get(number);
  }

  private void word() {
    int first = number + 1;
    StringBuilder word = new StringBuilder();
    char quote = 0;
    int depth = 0;
    while (true) {
      if (at >= current().length()) {
        if (quote == 0 && depth == 0 || number + 1 >= lines.size()) {
          new Place(source, first, 1, "")
              .refuseIf(quote != 0 || depth > 0, "a quote or a bracket is not closed");
          break;
        }
        number++;
        at = 0;
        word.append(quote == 0 ? ' ' : '\n');
        continue;
      }
      char c = current().charAt(at);
      boolean before$ = word.length() > 0 && word.charAt(word.length() - 1) == '$';
      boolean list = word.length() > 1 && word.charAt(word.length() - 1) == '=';
      if (c == '\\' && quote != '\'') {
        if (at + 1 >= current().length() && number + 1 < lines.size()) {
          number++;
          at = 0;
          continue;
        }
        word.append(c);
        at++;
        if (at < current().length()) {
          word.append(current().charAt(at++));
        }
        continue;
      }
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"' || c == '`') {
        quote = c;
      } else if (c == '(' && (before$ || list || depth > 0) || c == '{' && before$) {
        depth++;
      } else if ((c == ')' || c == '}') && depth > 0) {
        depth--;
      } else if (depth == 0 && END_OF_WORD.indexOf(c) >= 0) {
        break;
      }
      word.append(c);
      at++;
    }
    String text = word.toString();
    boolean redirects = at < current().length() && "<>".indexOf(current().charAt(at)) >= 0;
    if (redirects && text.matches("[0-9]")) {
      int length = current().startsWith(">>", at) || current().startsWith(">&", at) ? 2 : 1;
      operator(text + current().substring(at, at + length));
      at += length;
    } else {
      tokens.add(new Token(first, true, text, List.of()));
    }
  }

  /** Takes the here-documents that the line announced. */
  private void documents() {
    for (Token begin : documents) {
      int index = tokens.indexOf(begin);
      String mark = index + 1 < tokens.size() ? tokens.get(index + 1).text() : "";
      String end = mark.replaceAll("[\"'\\\\]", "");
      while (number + 1 < lines.size()) {
        number++;
        if (current().strip().equals(end)) {
          break;
        }
        begin.document().add(current());
      }
    }
    documents.clear();
  }
}
