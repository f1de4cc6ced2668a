package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds what is there of a service that lvs-agent has not started. */
record Presence(HostChecks host, Ledger ledger, PreparedRun prepared) {
  /**
   * Returns true if the host has a VIP or a virtual service of it that no service which is up
   * explains. A VIP of a real server counts in any form on the device of its profile, and not on
   * another one, where a director on the same host may have it.
   */
  boolean isThere(Service service) {
    Set<String> devices = new HashSet<>();
    for (Map.Entry<Key, Expectation> want : prepared.requested().entrySet()) {
      if (want.getValue().services().contains(service.name())) {
        Key key = want.getKey();
        Value now = prepared.observed().at(key);
        boolean virtual = key.kind() == Kind.IPVS_SERVICE && !(now instanceof Absent);
        if ((virtual || now.local().isPresent()) && ledger.entry(key).needs().isEmpty()) {
          return true;
        }
        if (key.kind() == Kind.ADDRESS) {
          key.device().ifPresent(devices::add);
        }
      }
    }
    return !service.external() && hasVip(service, devices);
  }

  private boolean hasVip(Service service, Set<String> devices) {
    Set<IpPrefix> vips = new HashSet<>(service.vips());
    for (Started started : ledger.services().values()) {
      if (started.up()) {
        started.vips().forEach(vip -> vips.remove(IpPrefix.parse(vip)));
      }
    }
    if (service.role() == Role.DIRECTOR) {
      return vips.stream().anyMatch(vip -> host.isLocal(vip.ip()));
    }
    return prepared.observed().all(AddressItem.class).stream()
        .map(AddressItem::address)
        .anyMatch(a -> devices.contains(a.device()) && vips.contains(IpPrefix.host(a.ip())));
  }
}
