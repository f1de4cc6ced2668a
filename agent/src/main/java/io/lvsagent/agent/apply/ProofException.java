package io.lvsagent.agent.apply;

/** Thrown if a proof between the steps of a plan does not hold, which ends the run. */
public final class ProofException extends RuntimeException {
  ProofException(String message) {
    super(message);
  }
}
