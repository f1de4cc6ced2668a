package io.lvsagent.agent.usage;

import io.lvsagent.agent.apply.ProofException;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.boot.PersistException;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.programs.ProgramException;
import io.lvsagent.agent.report.ConsoleException;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.sysctl.SysctlException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The exit codes, those of sysexits.h where it has one, and what leads to each. */
public enum ExitCode {
  OK(0, "Done, in sync, or stopped already."),
  STEP_FAILED(1, "A step failed, and all before it was undone."),
  DRIFT(2, "Drift, or something that is only checked is unmet."),
  USAGE(64, "The command line is wrong."),
  LACKING(69, "The host lacks a device, a module or the like."),
  INCOMPLETE(70, "An undo is incomplete, or a bug."),
  STATE(74, "The ledger or the answer cannot be written."),
  LOCKED(75, "Another run holds the lock."),
  NOT_PERMITTED(77, "Not permitted; most commands need root."),
  CONFIG(78, "The config is wrong.");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  /** Returns the code for a failure before anything was changed. */
  public static ExitCode of(Throwable e) {
    if (e instanceof UsageException) {
      return USAGE;
    } else if (e instanceof ConfigException || e instanceof ConflictException) {
      return CONFIG;
    } else if (e instanceof HostRequirementException || e instanceof ProgramException) {
      return LACKING;
    } else if (e instanceof ProofException) {
      return STEP_FAILED;
    } else if (e instanceof ConsoleException) {
      return STATE;
    } else if (e instanceof LedgerException ledger) {
      return of(ledger);
    } else if (e instanceof SysctlException sysctl) {
      return of(sysctl);
    } else if (e instanceof PersistException persist) {
      return of(persist);
    } else if (e instanceof NetlinkException netlink) {
      return of(netlink);
    }
    return INCOMPLETE;
  }

  private static ExitCode of(LedgerException e) {
    return switch (e.reason()) {
      case DAMAGED -> INCOMPLETE;
      case LOCKED, UNCONFIRMED -> LOCKED;
      case NOT_WRITABLE -> STATE;
      case NOT_PERMITTED -> NOT_PERMITTED;
    };
  }

  private static ExitCode of(PersistException e) {
    return switch (e.reason()) {
      case FOREIGN -> STEP_FAILED;
      case NOT_PERMITTED -> NOT_PERMITTED;
      case NOT_WRITABLE -> STATE;
    };
  }

  private static ExitCode of(SysctlException e) {
    return switch (e.reason()) {
      case NOT_PERMITTED, READ_ONLY -> NOT_PERMITTED;
      case ABSENT -> LACKING;
      case REFUSED -> STEP_FAILED;
    };
  }

  private static ExitCode of(NetlinkException e) {
    return switch (e.errno()) {
      case Errno.EPERM, Errno.EACCES -> NOT_PERMITTED;
      case Errno.ENOENT, Errno.ENODEV, Errno.EOPNOTSUPP -> LACKING;
      default -> STEP_FAILED;
    };
  }

  /** Returns the code for a run that may have changed the host. */
  public static ExitCode of(RunResult result) {
    if (result.undoFailure().isPresent()) {
      return INCOMPLETE;
    }
    if (result.failure().isPresent()) {
      // a module that was loaded changes nothing by itself
      boolean touched =
          result.changes().stream()
              .filter(s -> s.change().key().kind() != Kind.MODULE)
              .anyMatch(s -> s.result() == StepResult.UNDONE || s.result() == StepResult.DONE);
      ExitCode code = of(result.failure().get());
      return touched && code != INCOMPLETE ? STEP_FAILED : code;
    }
    ExitCode worst = OK;
    for (Unmet unmet : result.unmet()) {
      if (unmet.expectation().services().isEmpty()) {
        // no service expects it, so it is a value that should have been restored
        return INCOMPLETE;
      }
      if (unmet.expectation().severity() != Severity.COSMETIC) {
        worst = DRIFT;
      }
    }
    return worst;
  }

  /**
   * Returns the code for services that were verified; {@code strict} as in {@link
   * ServiceStatus#drifted}.
   */
  public static ExitCode of(List<ServiceStatus> services, boolean strict) {
    return services.stream().anyMatch(service -> service.drifted(strict)) ? DRIFT : OK;
  }

  /** Returns the LSB code of the worst state, or that of stopped if there are no services. */
  public static int lsb(List<ServiceStatus> services) {
    return services.stream()
        .max(Comparator.comparing(ServiceStatus::state).thenComparing(ServiceStatus::lsb))
        .map(ServiceStatus::lsb)
        .orElse(ServiceStatus.State.STOPPED.lsb());
  }

  /** Returns the code with which status reports this failure; most are "unknown" by LSB. */
  public int lsb() {
    return this == USAGE || this == CONFIG ? code : ServiceStatus.State.UNKNOWN.lsb();
  }

  /** Describes an exception in one line; one that is not ours is reported as a bug. */
  public Failure failure(Throwable e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof ConfigException config) {
      List<Failure> others = config.others().stream().map(this::failure).toList();
      Optional<String> file = Optional.of(config.file());
      return new Failure(word(), text, file, config.line(), config.column(), others);
    }
    if (this == NOT_PERMITTED && Libc.geteuid() != 0) {
      return Failure.of(word(), text + ": run this as root");
    }
    boolean ours = e.getClass().getName().startsWith("io.lvsagent.");
    return Failure.of(word(), ours ? text : "bug: " + e);
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
