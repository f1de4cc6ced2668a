package io.lvsagent.agent.ledger;

/** A ledger that cannot be used: truncated, of a newer version, locked, or not to be written. */
public final class LedgerException extends RuntimeException {
  /** What is wrong with it. */
  public enum Reason {
    DAMAGED,
    LOCKED,
    NOT_WRITABLE,
    NOT_PERMITTED
  }

  private final Reason reason;

  public LedgerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
