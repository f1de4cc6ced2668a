package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A VIP of a director that was added to a device, and has to be announced there. */
public record AddedVip(AnnounceSettings announcing, String device, Ip ip) {

  /** Returns the VIPs of directors that changes add; those of real servers are not announced. */
  public static List<AddedVip> among(List<Change> changes, Ledger ledger, List<Service> starting) {
    Map<String, AnnounceSettings> directors = new HashMap<>();
    for (Service service : starting) {
      if (service.role() == Role.DIRECTOR) {
        directors.put(service.name(), service.announcing());
      }
    }
    if (directors.isEmpty()) {
      return List.of();
    }
    Set<AddedVip> added = new LinkedHashSet<>();
    for (Change change : changes) {
      if (change.before() instanceof Absent && change.after() instanceof AddressItem item) {
        for (String service : ledger.entry(change.key()).needs().keySet()) {
          AnnounceSettings settings = directors.get(service);
          if (settings != null) {
            added.add(new AddedVip(settings, item.address().device(), item.address().ip()));
            break;
          }
        }
      }
    }
    return new ArrayList<>(added);
  }
}
