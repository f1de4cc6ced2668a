package io.lvsagent.agent.intent;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.VipRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The VIPs of a service for which the paths of clients are asked for. */
public final class SampledVips {
  /** VIPs beyond these are routed like the others of their range, of which one is asked for. */
  private static final int MOST_VIPS = 100;

  private SampledVips() {}

  /** Returns a note on how many VIPs are asked for, unless it is all of them. */
  public static Optional<Note> note(Service service) {
    int all = 0;
    for (VipRange range : service.ranges()) {
      all += range.count();
    }
    int asked = of(service, false).size() + of(service, true).size();
    boolean none = service.external() || service.profile().vip().isEmpty();
    String text =
        "service %s: paths of clients were asked for %d of %d VIPs, as samples of their ranges";
    return none || asked >= all
        ? Optional.empty()
        : Optional.of(new Note("paths-sampled", text.formatted(service.name(), asked, all)));
  }

  /** Returns the first VIPs of a family, and one of each of some further ranges. */
  static List<Ip> of(Service service, boolean v6) {
    List<Ip> vips = new ArrayList<>();
    for (VipRange range : service.ranges()) {
      if (range.isV6() == v6 && vips.size() < 2 * MOST_VIPS) {
        int more = Math.max(1, MOST_VIPS - vips.size());
        for (int i = 0; i < Math.min(more, range.count()); i++) {
          vips.add(range.first().isHost() ? range.first().ip().plus(i) : range.last());
        }
      }
    }
    return vips;
  }
}
