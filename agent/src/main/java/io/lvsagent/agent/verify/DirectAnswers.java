package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.route.Address;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Warns of real servers behind address translation that share a network with their clients: they
 * answer these directly, from an address that the clients did not ask.
 */
public final class DirectAnswers {
  private static final String TEXT =
      "%s of service %s, reached by address translation, answers clients in %s past this host, and"
          + " they get no connection: write \"masquerade: clients\" if there are any";

  private DirectAnswers() {}

  /** Returns a note for each service and network. */
  public static List<Note> of(Kernel kernel, List<Service> services) {
    List<Note> notes = new ArrayList<>();
    for (Service service : services) {
      if (service.balancing().translates() && !service.packetRules().masqueradesClients()) {
        for (IpPrefix network : clientNetworks(kernel, service)) {
          List<Ip> servers = translated(service, network);
          if (!servers.isEmpty()) {
            String text = TEXT.formatted(Note.firstOf(servers), service.name(), network);
            notes.add(new Note("answers-directly", text));
          }
        }
      }
    }
    return notes;
  }

  /** Returns the networks of this host that hold a VIP or a client that the service names. */
  private static List<IpPrefix> clientNetworks(Kernel kernel, Service service) {
    List<IpPrefix> networks = new ArrayList<>();
    for (boolean v6 : new boolean[] {false, true}) {
      for (Address address : kernel.rtnetlink().addresses(v6, "")) {
        if (address.prefix() < address.ip().bits()) {
          IpPrefix network = new IpPrefix(address.network().first(), address.prefix());
          boolean asked =
              service.ranges().stream().anyMatch(range -> network.contains(range.first().ip()))
                  || service.clients().stream().anyMatch(network::contains);
          if (asked && !networks.contains(network)) {
            networks.add(network);
          }
        }
      }
    }
    return networks;
  }

  private static List<Ip> translated(Service service, IpPrefix network) {
    boolean masqueraded =
        service.packetRules().masqueraded().stream()
            .anyMatch(
                subnet -> subnet.length() <= network.length() && subnet.contains(network.ip()));
    List<Ip> servers = new ArrayList<>();
    for (VirtualServiceSpec virtual : service.balancing().virtualServers()) {
      for (RealServer server : virtual.translated()) {
        Ip ip = server.endpoint().ip();
        if (!masqueraded && network.contains(ip) && !servers.contains(ip)) {
          servers.add(ip);
        }
      }
    }
    return servers;
  }
}
