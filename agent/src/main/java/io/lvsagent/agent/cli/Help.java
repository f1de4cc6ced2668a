package io.lvsagent.agent.cli;

/** The overview; each command prints its own help. */
final class Help {
  private Help() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("Usage: lvs-agent [OPTION...] COMMAND [SERVICE...]\n");
    text.append(
        "Holds what a node of Linux Virtual Server must hold, proves it and undoes it.\n\n");
    text.append("Commands:\n");
    for (CommandName verb : CommandName.values()) {
      row(text, verb.word(), verb.summary());
    }
    text.append("\nOptions of every command:\n");
    for (Option option : CommandName.global()) {
      row(text, option.spec().longestName(), option.spec().description()[0]);
    }
    text.append(
        "\nlvs-agent COMMAND --help says more. Exit codes: 0 done or in sync, 1 a step failed and\n");
    text.append(
        "all was undone, 2 drift or unmet, 64 usage, 69 the host lacks something, 70 undo\n");
    text.append("incomplete, 74 state, 75 locked, 77 not permitted, 78 config.\n");
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String description) {
    text.append("  ").append(name).append(" ".repeat(Math.max(1, 16 - name.length())));
    text.append(description).append('\n');
  }
}
