package io.lvsagent.profiles.compile;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.sysctl.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Function;

/** Writes demands as text, one on each line. */
public final class Lines {
  private Lines() {}

  public static List<String> of(Service service, HostFacts facts) {
    Demands demands = Demands.of(service, facts);
    List<String> lines = new ArrayList<>();
    lines.add(service.name() + ": " + service.profile().name() + ", " + service.role());
    demands.devices().forEach(demand -> lines.add("device " + line(demand, Lines::device)));
    demands.sysctls().forEach(demand -> lines.add("sysctl " + sysctl(demand)));
    demands.neighbours().forEach(demand -> lines.add("neighbour " + line(demand, d -> d + "")));
    demands
        .tables()
        .forEach(demand -> lines.add("table " + line(demand, t -> t.name() + " " + t.text())));
    demands.addresses().forEach(demand -> lines.add("address " + line(demand, Lines::address)));
    demands.routes().forEach(demand -> lines.add("route " + line(demand, Lines::route)));
    demands.gateways().forEach(demand -> lines.add("gateway " + line(demand, Lines::gateway)));
    demands
        .virtualServices()
        .forEach(demand -> lines.add("virtual " + line(demand, Lines::virtual)));
    demands.realServers().forEach(demand -> lines.add("real " + line(demand, Lines::real)));
    demands.timeouts().forEach(demand -> lines.add("timeouts " + line(demand, Lines::timeouts)));
    demands.daemons().forEach(demand -> lines.add("daemon " + line(demand, Lines::daemon)));
    boolean director = service.role() == Role.DIRECTOR;
    if (!service.announcing().equals(director ? AnnounceSettings.DEFAULT : AnnounceSettings.NONE)) {
      lines.add(service.announcing().toString());
    }
    return lines;
  }

  /** Returns {@code KEY = 1 or 2, leak}, or {@code KEY is 1 or 2, leak} if it is only checked. */
  private static String sysctl(Demand<Setting> demand) {
    StringJoiner values = new StringJoiner(" or ");
    demand.accepted().forEach(setting -> values.add(setting.value()));
    String key = demand.accepted().get(0).key().toString();
    return key + (demand.checkOnly() ? " is " : " = ") + values + ", " + demand.severity();
  }

  private static <T> String line(Demand<T> demand, Function<T, String> text) {
    return text.apply(demand.accepted().get(0)) + ", " + demand.severity();
  }

  private static String device(Demands.Device device) {
    return device.name()
        + (device.kind().isEmpty() ? "" : " of kind " + device.kind())
        + (device.up() ? " up" : "");
  }

  private static String address(Address address) {
    return address.ip()
        + "/"
        + address.prefix()
        + " dev "
        + address.device()
        + " scope "
        + address.scope()
        + (address.label().isEmpty() ? "" : " label " + address.label())
        + (address.deprecated() ? " preferred_lft 0" : "");
  }

  private static String route(Route route) {
    return (route.type() == Route.TYPE_LOCAL ? "local " : "")
        + route.destination()
        + " dev "
        + route.device()
        + " table "
        + route.table()
        + " metric "
        + route.priority()
        + " proto "
        + route.protocol()
        + " scope "
        + route.scope()
        + part(" via ", route.gateway())
        + part(" src ", route.source());
  }

  private static String gateway(DirectorGateway gateway) {
    return gateway.destination() + " via " + gateway.gateway();
  }

  private static String virtual(VirtualService service) {
    return service.match()
        + " "
        + service.scheduler()
        + (service.flags().isEmpty() ? "" : " " + new TreeSet<>(service.flags()))
        + (service.persistence() == 0
            ? ""
            : " persistent " + service.persistence() + " /" + service.mask())
        + (service.engine().isEmpty() ? "" : " engine " + service.engine());
  }

  private static String real(Demands.Balanced balanced) {
    RealServer server = balanced.server();
    Tunnel tunnel = server.tunnel();
    return balanced.match()
        + " -> "
        + server.endpoint()
        + " "
        + server.method()
        + " weight "
        + server.weight()
        + (balanced.anyWeight() ? " or any" : "")
        + (server.upper() == 0 ? "" : " upper " + server.upper() + " lower " + server.lower())
        + (tunnel.equals(Tunnel.IPIP)
            ? ""
            : " " + tunnel.type() + " port " + tunnel.port() + " checksum " + tunnel.checksum());
  }

  private static String timeouts(Timeouts timeouts) {
    return timeouts.tcp() + " " + timeouts.tcpFin() + " " + timeouts.udp();
  }

  private static String daemon(SyncDaemon daemon) {
    return daemon.state() + " dev " + daemon.device() + " id " + daemon.syncId();
  }

  private static String part(String word, Optional<Ip> ip) {
    return ip.map(found -> word + found).orElse("");
  }
}
