package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
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
 * @param places the places of the real servers in the config
 * @param onEachVip true if it exists once for every VIP of its family; its own address is then the
 *     first of these VIPs
 * @param marked the packets that the agent marks, for a virtual server that matches this mark
 */
public record VirtualServiceSpec(
    VirtualService service,
    List<RealServer> servers,
    Map<Endpoint, Place> places,
    boolean onEachVip,
    List<Marked> marked,
    Place place) {
  /** Packets that get a mark, sent to one VIP or to every VIP of its family. */
  public record Marked(ServiceMatch.Listener match, boolean onEachVip, Place place) {}

  public VirtualServiceSpec {
    servers = List.copyOf(servers);
    places = Collections.unmodifiableMap(places);
    marked = List.copyOf(marked);
  }

  /** Returns true if one of its virtual servers has this match. */
  public boolean includes(ServiceMatch match) {
    boolean onAnyVip =
        onEachVip
            && match instanceof ServiceMatch.Listener
            && match.isV6() == service.match().isV6();
    return onAnyVip
        ? on(((ServiceMatch.Listener) match).endpoint().ip()).match().equals(match)
        : service.match().equals(match);
  }

  /** Returns the real servers that are reached by address translation (masquerade). */
  public List<RealServer> translated() {
    return servers.stream().filter(server -> server.method() == Forwarding.MASQUERADE).toList();
  }

  /** Returns true if a real server has another family than the virtual server. */
  public boolean crossesFamilies() {
    for (RealServer server : servers) {
      if (server.endpoint().ip().isV6() != service.match().isV6()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the same virtual service on another VIP; throws ClassCastException for a mark. */
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
