package io.lvsagent.sysctl;

/** A write that the kernel refused or that reads back differently. */
public final class SysctlException extends RuntimeException {
  /** The kind of refusal, as far as callers distinguish it. */
  public enum Reason {
    ABSENT,
    NOT_PERMITTED,
    READ_ONLY,
    REFUSED
  }

  private final Reason reason;

  public SysctlException(SysctlKey key, String value, Reason reason, String answer) {
    super("write " + value + " to " + key + ": " + answer);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
