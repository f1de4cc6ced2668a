package io.lvsagent.profiles.compile;

/** Reports that the host lacks something that a service or a command needs. */
public final class HostRequirementException extends RuntimeException {
  /** The kinds of thing that a host may lack. */
  public enum Missing {
    DEVICE,
    ADDRESS,
    NEIGHBOUR,
    PARAMETER,
    IPV6,
    MODULE,
    PROGRAM,
    NAMESPACE,
    REAL_SERVER,
    PACKET_SOCKET;

    /** Returns true for what may still appear by itself, as while a host boots. */
    public boolean mayAppear() {
      return this == DEVICE || this == ADDRESS || this == NEIGHBOUR;
    }
  }

  private final Missing missing;

  public HostRequirementException(Missing missing, String message) {
    super(message);
    this.missing = missing;
  }

  public Missing missing() {
    return missing;
  }
}
