package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;

/**
 * The requirement of a profile or of a service on one kernel parameter.
 *
 * @param key the parameter; its device may be a {@link Placeholder}
 * @param accept the accepted values, at least one; {@link Write#FIRST} writes the first
 * @param origin the profile or service that has this row
 */
public record SysctlRow(
    SysctlKey key,
    Write write,
    List<Integer> accept,
    Severity severity,
    String why,
    String origin) {
  /** The value that is written. */
  public enum Write {
    /** The first accepted value. */
    FIRST,
    /** No value; the parameter is only checked. */
    NOTHING,
    /**
     * The larger of the values that {@code all} and the device had before {@code all} was lowered.
     * It is accepted as well.
     */
    COMBINED
  }

  public SysctlRow {
    accept = List.copyOf(accept);
    if (accept.isEmpty()) {
      throw new IllegalArgumentException(key + " accepts nothing");
    }
  }
}
