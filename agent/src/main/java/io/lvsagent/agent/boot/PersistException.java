package io.lvsagent.agent.boot;

/** A file in /etc that cannot be written, and why. */
public final class PersistException extends RuntimeException {
  /** The kind of refusal. */
  public enum Reason {
    /** A file of that name is not ours. */
    FOREIGN,
    NOT_PERMITTED,
    NOT_WRITABLE
  }

  private final Reason reason;

  PersistException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
