package io.lvsagent.agent.cli;

import io.lvsagent.agent.announce.Pause;
import io.lvsagent.agent.apply.Reconciler;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.programs.Modprobe;
import io.lvsagent.agent.programs.NftProgram;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
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
import java.util.function.Consumer;
import java.util.function.Function;

/** The kernel of one network namespace and its ledger, locked for one run. */
final class Session implements AutoCloseable {
  private static final int LOCK_SECONDS = 10;
  private static final Path RUN = Path.of("/run/lvs-agent");

  private final Kernel kernel;
  private final LedgerStore store;
  private final Ledger ledger;

  private Session(Kernel kernel, LedgerStore store) {
    this.kernel = kernel;
    this.store = store;
    ledger = Reconciler.current(kernel, store.read());
  }

  static Session toRead(Arguments arguments, Console console) {
    return open(arguments, console, false);
  }

  static Session toWrite(Arguments arguments, Console console) {
    return open(arguments, console, true);
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
        if (e.missing() != Missing.DEVICE || System.nanoTime() >= end) {
          throw e;
        }
        Pause.until(System.nanoTime() + 200 * Pause.MILLISECOND);
      }
    }
  }

  /** Enters the namespace first, because sockets and /proc/sys belong to that of the thread. */
  private static Session open(Arguments arguments, Console console, boolean write) {
    arguments.netns().ifPresent(Session::enter);
    Consumer<String> trace = console::remark;
    boolean tracing = arguments.has(Option.TRACE);
    Path folder = folder(arguments);
    int seconds = arguments.seconds(Option.LOCK_TIMEOUT, LOCK_SECONDS);
    LedgerStore store =
        write ? LedgerStore.toWrite(folder, seconds) : LedgerStore.toRead(folder, seconds);
    Rtnetlink rtnetlink = tracing ? Rtnetlink.open(trace) : Rtnetlink.open();
    Ipvs ipvs = tracing ? Ipvs.open(trace) : Ipvs.open();
    File root = new File("/proc/sys");
    ProcSys sysctls = tracing ? new ProcSys(root, trace) : new ProcSys(root);
    Consumer<String> programs = tracing ? trace : line -> {};
    Nft nft = new NftProgram(programs);
    PacketSockets wire = tracing ? new PacketSockets(trace) : new PacketSockets();
    Kernel.Modules modules = new Modprobe(programs);
    try {
      return new Session(new Kernel(sysctls, rtnetlink, ipvs, nft, wire, modules), store);
    } catch (RuntimeException e) {
      ipvs.close();
      rtnetlink.close();
      store.close();
      throw e;
    }
  }

  static void enter(String netns) {
    try {
      Netns.enter(netns);
    } catch (NetlinkException e) {
      // setns answers EINVAL for a file that is not a namespace
      throw e.errno() == Errno.EINVAL
          ? new HostRequirementException(
              Missing.NAMESPACE, "/run/netns/" + netns + " is not a network namespace")
          : e;
    }
  }

  private static Path folder(Arguments arguments) {
    Path state = arguments.text(Option.STATE).map(Path::of).orElseGet(Session::defaultState);
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
      return state.resolve(boot).resolve(Netns.identity());
    } catch (IOException e) {
      throw new IllegalStateException("no boot id: " + e.getMessage(), e);
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

  Kernel kernel() {
    return kernel;
  }

  LedgerStore store() {
    return store;
  }

  /** Returns the ledger with interrupted runs settled and renamed devices followed. */
  Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    kernel.ipvs().close();
    kernel.rtnetlink().close();
    store.close();
  }
}
