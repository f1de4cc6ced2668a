package io.lvsagent.agent.report;

import io.lvsagent.agent.report.Attention.Reason;
import io.lvsagent.iface.libc.Terminal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the status again and again: on the screen of a terminal, as lines into anything else, or as
 * JSON.
 */
public final class StatusView {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final Console console;
  private final Options options;
  private final boolean colour = Printer.colour();
  private final Attention attention;
  private final Optional<Screen> screen;

  /** The last report that could be made, its time, and its traffic. */
  private Report last;

  private String time = now();
  private Rates rates;

  /** The look of the last interval, and the one before it. */
  private Rates base;

  private @Nullable Rates older;
  private boolean isFirstBlock = true;

  /**
   * How to show it.
   *
   * @param netns the namespace, if it is another one
   * @param interval how often to look, in nanoseconds
   * @param count after how many looks to end; 0 is never
   */
  public record Options(
      boolean json,
      boolean quiet,
      boolean verbose,
      Optional<String> netns,
      long interval,
      int count) {}

  private StatusView(
      Report first,
      Console console,
      Options options,
      Attention attention,
      Optional<Screen> screen) {
    this.console = console;
    this.options = options;
    this.attention = attention;
    this.screen = screen;
    last = first;
    base = Rates.first(first.services(), System.nanoTime());
    rates = base;
  }

  /**
   * Shows a report, and those that follow, until it is told to end or nobody looks any more.
   *
   * @param look reads the host again; that it could not is an error of the report
   */
  public static void run(Report first, Supplier<Report> look, Console console, Options options) {
    Optional<Screen> screen = options.json() ? Optional.empty() : Screen.ofStdout(console);
    try (Attention attention = new Attention(screen.isPresent())) {
      try {
        new StatusView(first, console, options, attention, screen).run(look);
      } finally {
        screen.ifPresent(Screen::close);
      }
    }
  }

  private void run(Supplier<Report> look) {
    Report report = last;
    for (int looks = 1; show(report) && looks != options.count(); looks++) {
      long due = System.nanoTime() + options.interval();
      Reason reason = attention.await(options.interval());
      while (reason == Reason.RESIZED) {
        if (screen.isPresent() && !show(report)) {
          return;
        }
        reason = attention.await(due - System.nanoTime());
      }
      if (reason == Reason.END) {
        return;
      }
      report = look.get();
      if (report.error().isEmpty()) {
        take(report, reason == Reason.KEY);
      }
    }
  }

  /** Compares a look that a key asked for with an older one, because the last may be just over. */
  private void take(Report report, boolean isByKey) {
    Rates from = isByKey ? older : base;
    long nanos = System.nanoTime();
    rates =
        from == null ? Rates.first(report.services(), nanos) : from.next(report.services(), nanos);
    if (!isByKey) {
      older = base;
      base = rates;
    }
    last = report;
    time = now();
  }

  private static String now() {
    return LocalDateTime.now().format(TIME);
  }

  /** Returns false if nobody reads it. */
  private boolean show(Report report) {
    if (options.json()) {
      return console.tells(Printable.json(JsonReport.of(report, Printer.origin())));
    }
    return screen.isPresent() ? draw(screen.get(), report) : print(report);
  }

  private boolean draw(Screen on, Report report) {
    Terminal.Size size = on.size();
    String old = "; what follows was read at " + time;
    StatusFrame frame = frame(last, report.error().map(error -> error.message() + old));
    return on.show(frame.fitting(size.rows(), size.columns(), colour));
  }

  private boolean print(Report report) {
    if (options.quiet() && report.exit() == 0) {
      return true;
    }
    String gap = isFirstBlock ? "" : "\n";
    isFirstBlock = false;
    return console.tells(
        gap + frame(report, report.error().map(Report.Failure::message)).unbounded(colour));
  }

  private StatusFrame frame(Report report, Optional<String> failure) {
    String place = Printer.host() + options.netns().map(name -> "  netns " + name).orElse("");
    String hint = attention.hasKeys() ? "q ends, other keys refresh" : "";
    String at = failure.isPresent() ? now() : time;
    return new StatusFrame(place, at, hint, report, rates, failure, options.verbose());
  }
}
