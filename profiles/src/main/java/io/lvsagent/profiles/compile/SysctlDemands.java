package io.lvsagent.profiles.compile;

import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Family;
import io.lvsagent.profiles.profile.Placeholder;
import io.lvsagent.profiles.profile.SysctlRow;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles the kernel parameters of one service, with placeholders replaced by devices. */
final class SysctlDemands {
  private static final String ALL = "all";
  private static final String DEFAULT = "default";

  private final Service service;
  private final HostFacts facts;
  private final Set<String> uplinks;
  private final Map<SysctlKey, Demand<Setting>> demands = new LinkedHashMap<>();

  /**
   * @param uplinks the names of the uplinks that the service names
   */
  SysctlDemands(Service service, HostFacts facts, Set<String> uplinks) {
    this.service = service;
    this.facts = facts;
    this.uplinks = uplinks;
  }

  List<Demand<Setting>> list() {
    for (Placeholder placeholder : Placeholder.values()) {
      expand(placeholder);
    }
    return List.copyOf(demands.values());
  }

  /** Returns those that need no facts of the host. */
  List<Demand<Setting>> named() {
    expand(Placeholder.NONE);
    expand(Placeholder.DEVICE);
    return List.copyOf(demands.values());
  }

  private void expand(Placeholder placeholder) {
    for (SysctlRow row : service.sysctls().values()) {
      if (Placeholder.of(row.key()) == placeholder && !isIdle(row)) {
        expand(placeholder, row);
      }
    }
  }

  /** Returns true for a profile's row of an unused family; a service's own rows always apply. */
  private boolean isIdle(SysctlRow row) {
    SysctlRow ofProfile = service.profile().sysctls().get(row.key());
    return ofProfile != null
        && ofProfile.origin().equals(row.origin())
        && !service.uses(Family.of(row.key()));
  }

  private void expand(Placeholder placeholder, SysctlRow row) {
    switch (placeholder) {
      case NONE -> demand(row, row.key(), true);
      case DEVICE -> demand(row, row.key().on(service.device().orElseThrow().name()), true);
      case UPLINK -> {
        for (Link link : facts.links()) {
          boolean named = uplinks.contains(link.name());
          if (named || link.doesArp()) {
            demand(row, row.key().on(link.name()), named || uplinks.isEmpty());
          }
        }
        for (String uplink : uplinks) {
          demand(row, row.key().on(uplink), true);
        }
      }
      case OTHER -> {
        demand(row, row.key().on(DEFAULT), true);
        for (Link link : facts.links()) {
          demand(row, row.key().on(link.name()), true);
        }
      }
    }
  }

  private void demand(SysctlRow row, SysctlKey key, boolean written) {
    boolean combined = row.write() == SysctlRow.Write.COMBINED;
    if (demands.containsKey(key) || (combined && !lowersAll(key))) {
      return;
    }
    List<Setting> accepted = new ArrayList<>();
    for (int value : combined ? combined(row, key) : row.accept()) {
      accepted.add(new Setting(key, Integer.toString(value)));
    }
    boolean checkOnly = !written || row.write() == SysctlRow.Write.NOTHING;
    demands.put(key, new Demand<>(accepted, checkOnly, row.severity(), row.why()));
  }

  /** Returns true if this service replaces the value of {@code all} for the parameter. */
  private boolean lowersAll(SysctlKey key) {
    SysctlKey all = key.on(ALL);
    SysctlRow row = service.sysctls().get(all.canonical());
    return row != null
        && row.write() == SysctlRow.Write.FIRST
        && !row.accept().contains(foreign(all));
  }

  private List<Integer> combined(SysctlRow row, SysctlKey key) {
    int larger = Math.max(foreign(key.on(ALL)), foreign(key));
    List<Integer> accepted = new ArrayList<>(row.accept());
    accepted.remove((Integer) larger);
    accepted.add(0, larger);
    return accepted;
  }

  /** Returns the foreign value; a value that is not a number combines like 0. */
  private int foreign(SysctlKey key) {
    try {
      return facts.foreign().apply(key) instanceof Reading.Found found
          ? Integer.parseInt(found.text())
          : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
