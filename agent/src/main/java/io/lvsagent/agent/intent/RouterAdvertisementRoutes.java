package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.sysctl.SysctlKey;
import java.util.Optional;

/**
 * Protects default routes that came by router advertisement. A host that begins to forward IPv6
 * loses them, because a router accepts no advertisements, and ending the forwarding does not bring
 * them back (addrconf.c, rt6_purge_dflt_routers). A device whose accept_ra is 2 keeps its route.
 */
final class RouterAdvertisementRoutes {
  /** RTPROT_RA of linux/rtnetlink.h. */
  private static final int PROTOCOL_RA = 9;

  private static final String ACCEPTED_BY_ROUTERS = "2";

  private static final Key FORWARDING = SysctlItem.key(SysctlKey.IPV6_FORWARDING);

  private RouterAdvertisementRoutes() {}

  /** Throws ConflictException if the plan would make the kernel remove such a route. */
  static void requireNoneLost(Kernel kernel, Plan plan) {
    Optional<String> forwarding = written(plan, FORWARDING);
    if (forwarding.isEmpty() || forwarding.get().equals("0")) {
      return;
    }
    RouteFilter advertised = new RouteFilter(true, Route.TABLE_MAIN, "", PROTOCOL_RA);
    for (Route route : kernel.rtnetlink().routes(advertised)) {
      SysctlKey accepting = SysctlKey.ipv6(route.device(), "accept_ra");
      boolean kept =
          written(plan, SysctlItem.key(accepting))
              .map(ACCEPTED_BY_ROUTERS::equals)
              .orElseGet(() -> kernel.sysctls().read(accepting).is(ACCEPTED_BY_ROUTERS));
      if (route.destination().length() == 0 && !kept) {
        throw new ConflictException(
            ("%s %s would end the default route on %s, which came by router advertisement:"
                    + " configure a default route, or set %s to 2, such as in \"sysctls\" of the"
                    + " service")
                .formatted(FORWARDING, forwarding.get(), route.device(), accepting));
      }
    }
  }

  private static Optional<String> written(Plan plan, Key key) {
    for (Change change : plan.acquire()) {
      if (change.key().equals(key)) {
        return Optional.of(change.after().text());
      }
    }
    return Optional.empty();
  }
}
