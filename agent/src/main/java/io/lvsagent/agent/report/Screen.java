package io.lvsagent.agent.report;

import io.lvsagent.iface.libc.Terminal;
import java.util.Optional;

/**
 * The screen of a terminal, which shows one frame after the other. It is the alternate screen, so
 * that what was there before comes back at the end.
 */
final class Screen {
  /** Enters the alternate screen, hides the cursor, and cuts lines that are too long. */
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";

  private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final Terminal.Size USUAL = new Terminal.Size(24, 80);

  private final Console console;
  private final Terminal terminal;
  private boolean entered;

  private Screen(Console console, Terminal terminal) {
    this.console = console;
    this.terminal = terminal;
  }

  /** Returns the screen of stdout; empty if that is no terminal, or one that cannot be steered. */
  static Optional<Screen> ofStdout(Console console) {
    String term = System.getenv().getOrDefault("TERM", "dumb");
    return term.equals("dumb")
        ? Optional.empty()
        : Terminal.of(1).map(terminal -> new Screen(console, terminal));
  }

  Terminal.Size size() {
    Terminal.Size size = terminal.size();
    return size.rows() > 0 && size.columns() > 0 ? size : USUAL;
  }

  /**
   * Shows lines, each over what was at its place, so that nothing flickers. Returns false if the
   * terminal is gone.
   */
  boolean show(String lines) {
    StringBuilder frame = new StringBuilder(entered ? "" : ENTER).append(HOME);
    entered = true;
    // a line break behind the last line would scroll a full screen
    String text = lines.stripTrailing();
    frame.append(text.replace("\n", CLEAR_LINE + "\n")).append(CLEAR_LINE);
    return write(frame.append(CLEAR_BELOW).toString());
  }

  private boolean write(String text) {
    try {
      return console.tells(text);
    } catch (ConsoleException e) {
      return false;
    }
  }

  /** Leaves the screen as it was found. */
  void close() {
    if (entered) {
      write(LEAVE);
    }
  }
}
