package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Event;
import io.lvsagent.agent.report.EventPrinter;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.watch.Clock;
import io.lvsagent.agent.watch.Host;
import io.lvsagent.agent.watch.Notifier;
import io.lvsagent.agent.watch.Post;
import io.lvsagent.agent.watch.SystemWaiting;
import io.lvsagent.agent.watch.Task;
import io.lvsagent.agent.watch.Waiting;
import io.lvsagent.agent.watch.Watch;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netns.Netns;
import io.lvsagent.iface.route.RouteEvents;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code watch}: stays, and reports or mends drift as it happens. */
final class WatchCommand {
  private static final double INTERVAL_SECONDS = 2;
  private static final double LEAST_SECONDS = 0.01;

  private WatchCommand() {}

  static Report run(Arguments arguments, Console console) {
    long interval = arguments.nanos(Option.INTERVAL, INTERVAL_SECONDS, LEAST_SECONDS);
    boolean json = arguments.text(Option.OUTPUT).equals(Optional.of("json"));
    EventPrinter printer = new EventPrinter(console, json, arguments.has(Option.QUIET));
    Here here = new Here(arguments, console);
    Consumer<Event> out = printer::print;
    Waiting waiting = new SystemWaiting();
    if (arguments.has(Option.TEXTFILE)) {
      WatchMetrics metrics =
          new WatchMetrics(arguments, console, here::accepted, here.hearing(out), waiting);
      out = metrics;
      waiting = metrics;
    }
    Watch watch =
        new Watch(
            here,
            arguments.has(Option.REPAIR),
            interval,
            Clock.ofSystem(),
            waiting,
            Notifier.of(System.getenv()),
            out);
    watch.run();
    return Report.of(arguments.word());
  }

  /** The config and the namespace that the command line names. */
  private static final class Here implements Post {
    private final Arguments arguments;
    private final Console console;

    /** The inode of the namespace that was entered; empty while it is gone. */
    private Optional<Object> entered = Optional.empty();

    /** What was read last, and what the watch goes by: a config may be rejected. */
    private @Nullable ServiceSelection read;

    private @Nullable ServiceSelection accepted;

    Here(Arguments arguments, Console console) {
      this.arguments = arguments;
      this.console = console;
    }

    @Override
    public Task read() {
      read = ConfigSelection.of(arguments).onThisHost(console);
      accepted = accepted == null ? read : accepted;
      return new Selected(read);
    }

    /** Notes what the watch accepts, and passes its events on. */
    Consumer<Event> hearing(Consumer<Event> out) {
      return event -> {
        accepted = event.word().equals("reloaded") ? read : accepted;
        out.accept(event);
      };
    }

    ServiceSelection accepted() {
      return Objects.requireNonNull(accepted, "nothing was read");
    }

    @Override
    public boolean isThere() {
      Optional<Object> now = arguments.netns().flatMap(Here::inode);
      return arguments.netns().isEmpty()
          || now.isPresent() && (entered.isEmpty() || entered.equals(now));
    }

    private static Optional<Object> inode(String netns) {
      for (String path : Netns.paths(netns)) {
        try {
          return Optional.ofNullable(
              Files.readAttributes(Path.of(path), BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
          // there may be another one
        }
      }
      return Optional.empty();
    }

    @Override
    public Host enter() {
      if (arguments.netns().isPresent()) {
        Session.enter(arguments.netns().get());
        entered = inode(arguments.netns().get());
      }
      Kernel kernel = Session.kernel(arguments, console);
      LedgerFile file = new LedgerFile(Session.state(arguments), Session.place());
      file.read();
      return new Open(kernel, file, RouteEvents.open());
    }

    @Override
    public void leave() {
      // the first thread of the process has never left its namespace
      Netns.enter("/proc/self/ns/net");
      entered = Optional.empty();
    }

    @Override
    public Note failure(Throwable e) {
      Failure failure = ExitCode.of(e).failure(e);
      return new Note(failure.code(), failure.message());
    }
  }

  private record Selected(ServiceSelection selection) implements Task {
    @Override
    public List<Service> services() {
      return selection.services();
    }

    @Override
    public String origin() {
      return selection.origin();
    }

    @Override
    public boolean all() {
      return selection.all();
    }

    @Override
    public RunRequest toStart(Ledger ledger) {
      return selection.toStart(ledger);
    }
  }

  private record Open(Kernel kernel, LedgerFile ledger, RouteEvents events) implements Host {
    @Override
    public int descriptor() {
      return events.fd();
    }

    @Override
    public boolean drain(Predicate<Ip> of) {
      return events.drain(of);
    }

    @Override
    public void close() {
      events.close();
      Session.close(kernel);
    }
  }
}
