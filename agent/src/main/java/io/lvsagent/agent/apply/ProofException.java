package io.lvsagent.agent.apply;

/** A proof between the steps of a plan did not hold: what must not go on does not. */
public final class ProofException extends RuntimeException {
  ProofException(String message) {
    super(message);
  }
}
