package io.lvsagent.agent.run;

import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Kernel;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.State;
import io.lvsagent.agent.plan.SysctlItem;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.sysctl.SysctlKey;
import java.util.Map;

/**
 * Default routes from router advertisements: a host that begins to forward IPv6 loses them, for a
 * router takes none, and stopping does not bring them back (addrconf.c, rt6_purge_dflt_routers). A
 * device whose accept_ra is 2 keeps its own.
 */
final class AdvertisedRoutes {
  /** RTPROT_RA of linux/rtnetlink.h. */
  private static final int PROTOCOL_RA = 9;

  private static final String ACCEPTED_BY_ROUTERS = "2";

  private AdvertisedRoutes() {}

  /** Throws ConflictException. */
  static void requireNoneLost(Kernel kernel, Map<Key, Expectation> asked, State observed) {
    Key forwarding = SysctlItem.key(SysctlKey.IPV6_FORWARDING);
    Expectation wanted = asked.get(forwarding);
    if (wanted == null
        || wanted.checkOnly()
        || wanted.first().text().equals("0")
        || wanted.accepts(observed.at(forwarding))) {
      return;
    }
    RouteFilter advertised = new RouteFilter(true, Route.TABLE_MAIN, "", PROTOCOL_RA);
    for (Route route : kernel.rtnetlink().routes(advertised)) {
      SysctlKey accepting = SysctlKey.ipv6(route.device(), "accept_ra");
      Expectation own = asked.get(SysctlItem.key(accepting));
      boolean kept =
          own == null || own.checkOnly()
              ? kernel.sysctls().read(accepting).says(ACCEPTED_BY_ROUTERS)
              : own.first().text().equals(ACCEPTED_BY_ROUTERS);
      if (route.destination().length() == 0 && !kept) {
        throw new ConflictException(
            forwarding
                + " 1 would end the default route on "
                + route.device()
                + ", which came by router advertisement: give it one of its own, or have "
                + accepting
                + " at 2, such as by \"sysctls\" of the service");
      }
    }
  }
}
