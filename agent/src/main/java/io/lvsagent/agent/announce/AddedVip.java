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

/** A director's VIP on a device whose neighbours have to know that. */
public record AddedVip(AnnounceSettings announcing, String device, Ip vip) {

  /** Those that changes add; a real server's VIP arrives in silence. */
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
    Set<AddedVip> arrivals = new LinkedHashSet<>();
    for (Change change : changes) {
      if (change.before() instanceof Absent && change.after() instanceof AddressItem added) {
        for (String service : ledger.entry(change.key()).needs().keySet()) {
          AnnounceSettings its = directors.get(service);
          if (its != null) {
            arrivals.add(new AddedVip(its, added.address().device(), added.address().ip()));
            break;
          }
        }
      }
    }
    return new ArrayList<>(arrivals);
  }

  /** {@code 192.0.2.10 and 3 more}. */
  static String names(List<Ip> vips) {
    return vips.get(0) + (vips.size() > 1 ? " and " + (vips.size() - 1) + " more" : "");
  }
}
