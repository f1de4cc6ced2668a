package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/**
 * Lists the routes that match a filter.
 *
 * @param index index of the filter's device, or 0
 */
record RouteQuery(Rtnetlink.RouteFilter filter, int index, Devices devices)
    implements Query<Route> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETROUTE, NlMsgHdr.NLM_F_DUMP);
    RtMsg.writeDump(out, filter, index);
  }

  /**
   * Filters the answer again, because Linux before 4.20 does not filter, a kernel without IPv6
   * answers with IPv4, and a multipath route that matches comes with all its next hops.
   */
  @Override
  public void read(PayloadReader answer, List<Route> into) {
    int before = into.size();
    RtMsg.read(answer, devices, into);
    for (int i = into.size() - 1; i >= before; i--) {
      if (!matches(into.get(i))) {
        into.remove(i);
      }
    }
  }

  private boolean matches(Route route) {
    return route.destination().ip().isV6() == filter.v6()
        && (filter.table() == 0 || route.table() == filter.table())
        && (filter.protocol() == 0 || route.protocol() == filter.protocol())
        && (filter.device().isEmpty() || route.device().equals(filter.device()));
  }

  @Override
  public String toString() {
    return (filter.v6() ? "list IPv6 routes" : "list IPv4 routes")
        + (filter.table() == 0 ? "" : " table " + filter.table())
        + (filter.protocol() == 0 ? "" : " proto " + filter.protocol())
        + (filter.device().isEmpty() ? "" : " dev " + filter.device());
  }
}
