package io.lvsagent.sysctl;

/** A write that the kernel refused, or that did not stick. */
public final class SysctlException extends RuntimeException {
  /** What kind of refusal it is, as far as the caller acts on it. */
  public enum Reason {
    ABSENT,
    NOT_PERMITTED,
    READ_ONLY,
    REFUSED
  }

  private final SysctlKey key;
  private final Reason reason;

  public SysctlException(SysctlKey key, String value, Reason reason, String answer) {
    super("write " + value + " to " + key + ": " + answer);
    this.key = key;
    this.reason = reason;
  }

  public SysctlKey key() {
    return key;
  }

  public Reason reason() {
    return reason;
  }
}
