package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;

/**
 * A kernel parameter that a profile, or a service of its own, has a say in.
 *
 * @param key its device may be a {@link Placeholder}
 * @param accept at least one; the first is the one that is written, if one is
 * @param origin the profile or service that has this row
 */
public record SysctlRow(
    SysctlKey key,
    Write write,
    List<Integer> accept,
    Severity severity,
    String why,
    String origin) {

  /** What is written. */
  public enum Write {
    /** The first accepted value. */
    FIRST,
    NOTHING,
    /**
     * What {@code all} and the device's own value made together before we lowered {@code all}: the
     * larger of the two. Accepted besides.
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
