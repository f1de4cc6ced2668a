package io.lvsagent.profiles.migration;

import java.util.List;

/** A part of a shell script. Words are as they are written, with quotes and variables. */
sealed interface ShellNode {
  int line();

  /**
   * A simple command with the variables that are assigned in front of it.
   *
   * @param target the file that its output goes to, or empty
   * @param document the lines of a here-document
   */
  record Command(int line, List<String> words, String target, List<String> document)
      implements ShellNode {
    public Command {
      words = List.copyOf(words);
      document = List.copyOf(document);
    }
  }

  record For(int line, String variable, List<String> items, List<ShellNode> body)
      implements ShellNode {}

  /** The branches of {@code if}; the condition of {@code else} is empty. */
  record If(int line, List<Branch> branches) implements ShellNode {}

  record Branch(List<ShellNode> condition, List<ShellNode> body) {}

  record Case(int line, String subject, List<Arm> arms) implements ShellNode {}

  record Arm(List<String> patterns, List<ShellNode> body) {}

  record Loop(int line, List<ShellNode> body) implements ShellNode {}

  record Function(int line, String name, List<ShellNode> body) implements ShellNode {}
}
