package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A VIP of a director that was added, and has to be announced.
 *
 * @param devices where it is announced: the device that has it, which comes first, and those that
 *     the service names for requests
 */
public record AddedVip(AnnounceSettings announcing, List<String> devices, Ip ip) {
  static AddedVip of(Service service, AnnounceSettings announcing, Address vip) {
    Set<String> devices = new LinkedHashSet<>(List.of(vip.device()));
    service.uplinks().forEach(uplink -> devices.add(uplink.name()));
    return new AddedVip(announcing, List.copyOf(devices), vip.ip());
  }

  /** Returns the VIPs of directors that changes add; those of real servers are not announced. */
  public static List<AddedVip> among(List<Change> changes, Ledger ledger, List<Service> starting) {
    Map<String, Service> directors = new HashMap<>();
    for (Service service : starting) {
      if (service.role() == Role.DIRECTOR) {
        directors.put(service.name(), service);
      }
    }
    if (directors.isEmpty()) {
      return List.of();
    }
    Set<AddedVip> added = new LinkedHashSet<>();
    for (Change change : changes) {
      if (change.before() instanceof Absent && change.after() instanceof AddressItem item) {
        for (String name : ledger.entry(change.key()).needs().keySet()) {
          Service service = directors.get(name);
          if (service != null) {
            added.add(of(service, service.announcing(), item.address()));
            break;
          }
        }
      }
    }
    return new ArrayList<>(added);
  }
}
