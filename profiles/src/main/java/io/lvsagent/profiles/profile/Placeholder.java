package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.yaml.Suggestion;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;
import java.util.Optional;

/**
 * A placeholder for a device in a sysctl key, the most specific first: if two rows apply to the
 * same key, the one with the more specific placeholder wins.
 */
public enum Placeholder {
  /** No placeholder: a device, {@code all}, {@code default}, or a key without a device. */
  NONE(""),
  /** The device that the service names. */
  DEVICE("{device}"),
  /** Every device that does ARP; if the service names uplinks, only those are written to. */
  UPLINK("{uplink}"),
  /** {@code default} and every device that no other row applies to. */
  OTHER("{other}");

  private static final List<String> NAMES = List.of("{device}", "{uplink}", "{other}");

  private final String text;

  Placeholder(String text) {
    this.text = text;
  }

  /**
   * Returns the placeholder in a key. Throws IllegalArgumentException if the key has an unknown
   * placeholder, or one in another place than that of a device.
   */
  public static Placeholder of(SysctlKey key) {
    String device = key.device().orElse("");
    Placeholder found = NONE;
    for (Placeholder placeholder : values()) {
      found = placeholder.text.equals(device) ? placeholder : found;
    }
    for (String component : key.components()) {
      boolean allowed = found != NONE && component.equals(device);
      if (!allowed && component.indexOf('{') >= 0) {
        String advice =
            (component.equals(device) ? Suggestion.of(component, NAMES) : Optional.<String>empty())
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("use {device}, {uplink} or {other} in the place of a device");
        throw new IllegalArgumentException(
            "\"%s\" in %s is not allowed: %s".formatted(component, key, advice));
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return text;
  }
}
