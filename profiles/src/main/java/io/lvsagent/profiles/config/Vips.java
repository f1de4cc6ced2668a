package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.VipRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The VIPs of a service, searchable by address. */
public final class Vips {
  private final TreeMap<Ip, VipRange> byFirst = new TreeMap<>();

  public Vips(List<VipRange> ranges) {
    for (VipRange range : ranges) {
      byFirst.put(range.first().ip(), range);
    }
  }

  boolean has(Ip ip) {
    return find(ip).isPresent();
  }

  /** Returns the entry that contains the address. */
  Optional<VipRange> find(Ip ip) {
    Map.Entry<Ip, VipRange> at = byFirst.floorEntry(ip);
    return at != null && at.getValue().contains(ip) ? Optional.of(at.getValue()) : Optional.empty();
  }

  /** Returns the lowest VIP of a family. */
  Optional<Ip> first(boolean v6) {
    for (VipRange range : byFirst.values()) {
      if (range.isV6() == v6) {
        return Optional.of(range.first().ip());
      }
    }
    return Optional.empty();
  }

  /** Returns the first entry that is a whole prefix. */
  Optional<VipRange> wholePrefix() {
    for (VipRange range : byFirst.values()) {
      if (!range.first().isHost()) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }
}
