package io.lvsagent.agent.ledger;

/** Thrown if the ledger is damaged, of a newer version, locked, or cannot be accessed. */
public final class LedgerException extends RuntimeException {
  /** The cause. */
  public enum Reason {
    DAMAGED,
    LOCKED,
    /** A start waits to be confirmed. */
    UNCONFIRMED,
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
