package io.lvsagent.profiles.profile;

import io.lvsagent.sysctl.SysctlKey;

/**
 * What can stand for a device in a sysctl key. In this order: of two rows for one parameter of one
 * device the one that names it more closely holds.
 */
public enum Placeholder {
  /** The device as it is written, {@code all}, {@code default}, or no device at all. */
  NONE(""),
  /** The one that the service names. */
  DEVICE("{device}"),
  /** Every device that does ARP; written on those that the service names, if it names any. */
  UPLINK("{uplink}"),
  /** Every device that no other row names, and {@code default}. */
  OTHER("{other}");

  private final String text;

  Placeholder(String text) {
    this.text = text;
  }

  /** Throws IllegalArgumentException for braces that hold or stand for something else. */
  public static Placeholder of(SysctlKey key) {
    String device = key.device().orElse("");
    Placeholder found = NONE;
    for (Placeholder placeholder : values()) {
      found = placeholder.text.equals(device) ? placeholder : found;
    }
    for (String component : key.components()) {
      boolean stands = found != NONE && component.equals(device);
      if (!stands && component.indexOf('{') >= 0) {
        throw new IllegalArgumentException(
            "\""
                + component
                + "\" in "
                + key
                + " is no placeholder: {device}, {uplink} and {other} stand for a device");
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return text;
  }
}
