package io.lvsagent.agent.run;

import io.lvsagent.profiles.Severity;
import java.util.List;
import java.util.Locale;

/** One service as it is. */
public record ServiceView(
    String name,
    String profile,
    String role,
    State state,
    List<String> vips,
    List<Finding> findings) {

  /** Where a service stands; the numbers are LSB status codes, above 150 free for applications. */
  public enum State {
    UP(0),
    DRIFT(150),
    LEFTOVERS(1),
    STOPPED(3),
    UNKNOWN(4);

    private final int lsb;

    State(int lsb) {
      this.lsb = lsb;
    }

    public int lsb() {
      return lsb;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it differs in what counts; strictly, also in what has no effect on the wire. */
  public boolean drifted(boolean strict) {
    for (Finding finding : findings) {
      if (!finding.ok() && (strict || finding.severity() != Severity.COSMETIC)) {
        return true;
      }
    }
    return false;
  }
}
