package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.profiles.yaml.Place;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A virtual server of a service with its real servers.
 *
 * @param places where the real servers are written
 * @param onEachVip stands for one on every VIP of its family; its own address is the first of them
 * @param marked of one by a mark that we set ourselves, the packets that we set it on
 */
public record VirtualServiceSpec(
    VirtualService service,
    List<RealServer> servers,
    Map<Endpoint, Place> places,
    boolean onEachVip,
    List<Marked> marked,
    Place place) {
  /** Packets that get a mark, on one VIP or on each of its family. */
  public record Marked(ServiceMatch.Listener match, boolean onEachVip, Place place) {}

  public VirtualServiceSpec {
    servers = List.copyOf(servers);
    places = Collections.unmodifiableMap(places);
    marked = List.copyOf(marked);
  }

  /** Whether it is what matches so, or stands for it. */
  public boolean standsFor(ServiceMatch match) {
    boolean onAnother =
        onEachVip
            && match instanceof ServiceMatch.Listener
            && match.isV6() == service.match().isV6();
    return onAnother
        ? on(((ServiceMatch.Listener) match).endpoint().ip()).match().equals(match)
        : service.match().equals(match);
  }

  /** Whether a real server has another family than it. */
  public boolean crossesFamilies() {
    for (RealServer server : servers) {
      if (server.endpoint().ip().isV6() != service.match().isV6()) {
        return true;
      }
    }
    return false;
  }

  /** The same on another address; throws ClassCastException for a firewall mark. */
  public VirtualService on(Ip vip) {
    ServiceMatch.Listener listener = (ServiceMatch.Listener) service.match();
    return new VirtualService(
        new ServiceMatch.Listener(
            listener.protocol(), new Endpoint(vip, listener.endpoint().port())),
        service.scheduler(),
        service.flags(),
        service.persistence(),
        service.mask(),
        service.engine());
  }
}
