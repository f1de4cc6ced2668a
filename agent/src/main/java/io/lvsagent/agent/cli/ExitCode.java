package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.ProofException;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.sysctl.SysctlException;
import java.util.Optional;

/** Exit codes (sysexits.h where it has one), and which exception is which. */
enum ExitCode {
  OK(0),
  STEP_FAILED(1),
  DRIFT(2),
  USAGE(64),
  LACKING(69),
  INCOMPLETE(70),
  STATE(74),
  LOCKED(75),
  NOT_PERMITTED(77),
  CONFIG(78);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Before anything was changed. */
  static ExitCode of(RuntimeException e) {
    if (e instanceof UsageException) {
      return USAGE;
    } else if (e instanceof ConfigException || e instanceof ConflictException) {
      return CONFIG;
    } else if (e instanceof HostRequirementException) {
      return LACKING;
    } else if (e instanceof ProofException) {
      return STEP_FAILED;
    } else if (e instanceof LedgerException ledger) {
      return of(ledger);
    } else if (e instanceof SysctlException sysctl) {
      return of(sysctl);
    } else if (e instanceof NetlinkException netlink) {
      return of(netlink);
    }
    return INCOMPLETE;
  }

  private static ExitCode of(LedgerException e) {
    return switch (e.reason()) {
      case DAMAGED -> INCOMPLETE;
      case LOCKED -> LOCKED;
      case NOT_WRITABLE -> STATE;
      case NOT_PERMITTED -> NOT_PERMITTED;
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

  /** One line; a bug says what it is, for it has no better words. */
  Failure failure(RuntimeException e) {
    String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    if (e instanceof ConfigException config) {
      return new Failure(
          code,
          String.valueOf(e.getMessage()),
          Optional.of(config.file()),
          config.line(),
          config.column());
    }
    boolean ours = e.getClass().getName().startsWith("io.lvsagent.");
    return Failure.of(code, ours ? String.valueOf(e.getMessage()) : "bug: " + e);
  }
}
