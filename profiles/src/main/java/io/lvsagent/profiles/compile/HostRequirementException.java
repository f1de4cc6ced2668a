package io.lvsagent.profiles.compile;

/** Reports that the host lacks something that a service or a command needs. */
public final class HostRequirementException extends RuntimeException {
  /** The kinds of thing that a host may lack. Only a device may still appear by itself. */
  public enum Missing {
    DEVICE,
    PARAMETER,
    IPV6,
    MODULE,
    PROGRAM,
    NAMESPACE,
    REAL_SERVER,
    PACKET_SOCKET
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
