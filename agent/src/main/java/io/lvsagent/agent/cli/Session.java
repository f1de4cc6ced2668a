package io.lvsagent.agent.cli;

import io.lvsagent.agent.announce.Pause;
import io.lvsagent.agent.apply.Reconciler;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.Start;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.ledger.LockHolder;
import io.lvsagent.agent.programs.FilterPrograms;
import io.lvsagent.agent.programs.Modprobe;
import io.lvsagent.agent.programs.NftProgram;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Interruption;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netns.Netns;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.sysctl.ProcSys;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of one network namespace and its ledger, locked for one run.
 *
 * @param ledger with interrupted runs settled and renamed devices followed
 */
record Session(
    Arguments arguments, Console console, Kernel kernel, LedgerStore store, Ledger ledger)
    implements AutoCloseable {
  private static final int LOCK_SECONDS = 10;
  private static final Path RUN = Path.of("/run/lvs-agent");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Of persist, of which other commands only ask whether it is there. */
  private static final File PERSISTED = new File("/etc/sysctl.d/90-lvs-agent.conf");

  /** Returns true if persist may have written its files. */
  static boolean isPersisted() {
    return PERSISTED.exists();
  }

  static Session toRead(Arguments arguments, Console console) {
    return open(arguments, console, false);
  }

  /** Throws LedgerException with UNCONFIRMED while a start waits to be confirmed. */
  static Session toWrite(Arguments arguments, Console console) {
    Session session = open(arguments, console, true);
    return session.store.isUnconfirmed() ? Confirmation.settled(session) : session;
  }

  /** Opens it also while a start waits to be confirmed. */
  static Session toConfirm(Arguments arguments, Console console) {
    return open(arguments, console, true);
  }

  /**
   * Opens it without the lock, in the namespace of the thread, and remembers which ledger it is.
   */
  static Session toLook(Arguments arguments, Console console, LedgerFile file) {
    return opened(arguments, console, LedgerStore.unlocked(state(arguments), place()), file);
  }

  /**
   * Runs with a session, and again as long as a device is missing and {@code --wait-device} allows.
   * The lock is not held in between.
   */
  static Report whenDevicesAreThere(
      Arguments arguments, Console console, Function<Session, Report> run) {
    long end = System.nanoTime() + arguments.seconds(Option.WAIT_DEVICE, 0) * 1_000_000_000L;
    while (true) {
      try (Session session = toWrite(arguments, console)) {
        return run.apply(session);
      } catch (HostRequirementException e) {
        if (!e.missing().mayAppear() || System.nanoTime() >= end) {
          throw e;
        }
        Pause.until(System.nanoTime() + 200 * Pause.MILLISECOND);
      }
    }
  }

  /** Runs requests one after the other, of which the last one starts services. */
  Report start(List<RunRequest> inTurn) {
    boolean takeover = arguments.has(Option.TAKEOVER);
    RunResult result =
        Interruption.toldOn(console, () -> Start.run(kernel, store, ledger, inTurn, takeover));
    return RunReport.of(this, result, inTurn.get(inTurn.size() - 1));
  }

  /** Runs a request; the ledger may be another than that of the session. */
  Report run(Ledger from, RunRequest request) {
    List<RunRequest> inTurn = List.of(request);
    RunResult result =
        Interruption.toldOn(console, () -> Reconciler.run(kernel, store, from, inTurn));
    return RunReport.of(this, result, request);
  }

  /** Enters the namespace first, because sockets and /proc/sys belong to that of the thread. */
  private static Session open(Arguments arguments, Console console, boolean write) {
    arguments.netns().ifPresent(Session::enter);
    Path state = state(arguments);
    Path place = place();
    int seconds = arguments.seconds(Option.LOCK_TIMEOUT, LOCK_SECONDS);
    return opened(arguments, console, locked(state, place, seconds, write), null);
  }

  private static Session opened(
      Arguments arguments, Console console, LedgerStore store, @Nullable LedgerFile file) {
    Kernel kernel = kernel(arguments, console);
    try {
      if (file != null) {
        file.read(store);
      }
      Ledger ledger = file == null ? store.read() : file.last();
      return new Session(arguments, console, kernel, store, Reconciler.current(kernel, ledger));
    } catch (RuntimeException e) {
      close(kernel);
      store.close();
      throw e;
    }
  }

  /** Opens the kernel of the thread's network namespace. */
  static Kernel kernel(Arguments arguments, Console console) {
    Consumer<String> trace = console::remark;
    boolean tracing = arguments.has(Option.TRACE);
    Rtnetlink rtnetlink = tracing ? Rtnetlink.open(trace) : Rtnetlink.open();
    Ipvs ipvs = tracing ? Ipvs.open(trace) : Ipvs.open();
    File root = new File("/proc/sys");
    ProcSys sysctls = tracing ? new ProcSys(root, trace) : new ProcSys(root);
    Consumer<String> programs = programTrace(arguments, console);
    Nft nft = new NftProgram(programs);
    Kernel.ArpRules arpRules = new FilterPrograms(nft, programs);
    PacketSockets wire = tracing ? new PacketSockets(trace) : new PacketSockets();
    Kernel.Modules modules = new Modprobe(programs);
    return new Kernel(sysctls, rtnetlink, ipvs, nft, arpRules, wire, modules);
  }

  /** Returns what hears the programs that are executed. */
  static Consumer<String> programTrace(Arguments arguments, Console console) {
    return arguments.has(Option.TRACE) ? console::remark : line -> {};
  }

  static void close(Kernel kernel) {
    kernel.ipvs().close();
    kernel.rtnetlink().close();
  }

  /** Opens the ledger. If another run holds the lock for too long, the error names that run. */
  private static LedgerStore locked(Path state, Path place, int seconds, boolean write) {
    try {
      return write
          ? LedgerStore.toWrite(state, place, seconds)
          : LedgerStore.toRead(state, place, seconds);
    } catch (LedgerException e) {
      Optional<String> holder =
          e.reason() == LedgerException.Reason.LOCKED
              ? LockHolder.of(state.resolve(place).resolve("lock"))
              : Optional.empty();
      throw holder.isEmpty()
          ? e
          : new LedgerException(e.reason(), e.getMessage() + ": " + holder.get());
    }
  }

  static void enter(String netns) {
    try {
      Netns.enter(netns);
    } catch (NetlinkException e) {
      // setns answers EINVAL for a file that is not a namespace
      throw e.errno() == Errno.EINVAL
          ? new HostRequirementException(
              Missing.NAMESPACE, Netns.paths(netns).get(0) + " is not a network namespace")
          : e;
    }
  }

  static Path state(Arguments arguments) {
    return arguments.text(Option.STATE).map(Path::of).orElseGet(Session::defaultState);
  }

  /** Returns the path of the ledger's folder in the state folder. */
  static Path place() {
    return Path.of(boot(BOOT_ID), Netns.identity());
  }

  static String boot(Path id) {
    try {
      return Files.readString(id).trim();
    } catch (IOException e) {
      throw new HostRequirementException(
          Missing.PARAMETER, "cannot tell this boot from others: " + e.getMessage());
    }
  }

  /**
   * Returns /run/lvs-agent, or the session's runtime folder if /run belongs to somebody else, as in
   * a user namespace. Being writable is not enough, because on some systems everybody may write to
   * /run.
   */
  private static Path defaultState() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return runtime == null || isOurs(Files.exists(RUN) ? RUN : Path.of("/run"))
        ? RUN
        : Path.of(runtime, "lvs-agent");
  }

  private static boolean isOurs(Path folder) {
    try {
      return Files.getAttribute(folder, "unix:uid").equals(Libc.geteuid());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    close(kernel);
    store.close();
  }
}
