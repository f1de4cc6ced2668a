package io.lvsagent.profiles.compile;

/** A device that the config names does not exist on this host. */
public final class HostLacksException extends RuntimeException {
  private final String device;

  public HostLacksException(String device, String sentence) {
    super(sentence);
    this.device = device;
  }

  public String device() {
    return device;
  }
}
