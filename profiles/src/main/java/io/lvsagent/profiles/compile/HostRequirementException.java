package io.lvsagent.profiles.compile;

/** A device that the config names does not exist on this host. */
public final class HostRequirementException extends RuntimeException {
  private final String device;

  public HostRequirementException(String device, String sentence) {
    super(sentence);
    this.device = device;
  }

  public String device() {
    return device;
  }
}
