package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.VipRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The VIPs of a service in the order of the config, searchable by address. */
public final class Vips {
  private final List<VipRange> ranges = new ArrayList<>();
  private final TreeMap<Ip, VipRange> byFirst = new TreeMap<>();

  /**
   * Adds an entry. Throws ConfigException if it shares an address with another. Compares with one
   * entry only: among disjoint ranges, the last to begin before our end.
   */
  void add(VipRange range) {
    Map.Entry<Ip, VipRange> before = byFirst.floorEntry(range.last());
    if (before != null && before.getValue().last().compareTo(range.first().ip()) >= 0) {
      VipRange first = before.getValue();
      boolean same = first.toString().equals(range.toString());
      String which = same ? "is given twice, first" : "overlaps " + first;
      throw range.place().wrong("%s %s at %s", range, which, first.place());
    }
    byFirst.put(range.first().ip(), range);
    ranges.add(range);
  }

  List<VipRange> ranges() {
    return ranges;
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
