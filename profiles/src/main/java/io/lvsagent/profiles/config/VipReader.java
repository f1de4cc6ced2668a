package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the VIPs of one service. */
public final class VipReader {
  private static final int MOST = 65_536;

  private final boolean wholePrefixes;
  private final String device;
  private final List<VipRange> ranges = new ArrayList<>();
  private final TreeMap<Ip, VipRange> byFirst = new TreeMap<>();
  private final Map<String, Place> labels = new HashMap<>();
  private int count;

  /**
   * @param wholePrefixes true if a VIP may be a whole prefix
   * @param device the device that holds the VIPs, with which labels must begin
   */
  public VipReader(boolean wholePrefixes, String device) {
    this.wholePrefixes = wholePrefixes;
    this.device = device;
  }

  /** Reads the VIPs; throws ConfigException. */
  public List<VipRange> read(List<Node> vips) {
    for (Node vip : vips) {
      VipRange range = vip instanceof Mapping object ? object(object) : range(vip);
      requireNotReserved(range);
      requireNew(range);
      count += range.count();
      if (count > MOST) {
        throw vip.place().wrong("more than 65,536 VIPs in one service");
      }
      ranges.add(range);
    }
    return ranges;
  }

  private VipRange object(Mapping object) {
    object.allow(ConfigKeys.VIP);
    VipRange range = one(object.require(ConfigKeys.IP, "add one such as 192.0.2.10"));
    return object.find(ConfigKeys.LABEL).map(label -> labelled(range, label)).orElse(range);
  }

  private VipRange labelled(VipRange range, Node node) {
    Place place = node.place();
    if (range.isV6()) {
      throw place.wrong("IPv6 addresses have no label: remove it");
    }
    if (wholePrefixes) {
      throw place.wrong("the profile makes VIPs local by routes, which have no label: remove it");
    }
    String label = NameRules.label(node, device);
    Place first = labels.putIfAbsent(label, place);
    if (first != null) {
      throw place.wrong("\"" + label + "\" is given twice, first at " + first);
    }
    return new VipRange(range.first(), range.count(), label, range.place());
  }

  private VipRange range(Node node) {
    String text = node.text();
    int dash = text.indexOf('-');
    if (dash < 0) {
      return one(node);
    }
    try {
      IpRange range =
          new IpRange(Ip.parse(text.substring(0, dash)), Ip.parse(text.substring(dash + 1)));
      return new VipRange(IpPrefix.host(range.first()), range.count(MOST), "", node.place());
    } catch (IllegalArgumentException e) {
      throw node.place().wrong(e);
    }
  }

  private VipRange one(Node node) {
    try {
      IpPrefix prefix = IpPrefix.parse(node.text());
      requireWhole(node.place(), prefix);
      return new VipRange(prefix, 1, "", node.place());
    } catch (IllegalArgumentException e) {
      throw node.place().wrong(e);
    }
  }

  private void requireWhole(Place place, IpPrefix prefix) {
    Ip network = IpRange.of(prefix).first();
    if (!prefix.isHost() && !wholePrefixes) {
      throw place.wrong(
          prefix
              + " is more than one address: use /"
              + prefix.ip().bits()
              + ", or for whole prefixes a profile with \"as: route\"");
    }
    if (!prefix.ip().equals(network)) {
      throw place.wrong(prefix + " has host bits set: write " + network + "/" + prefix.length());
    }
  }

  private static void requireNotReserved(VipRange range) {
    Optional<ReservedRange> reserved =
        ReservedRange.overlapping(new IpRange(range.first().ip(), range.last()));
    if (reserved.isPresent()) {
      throw range.place().wrong(range + " cannot be a VIP: " + reserved.get());
    }
  }

  /** Compares with one range only: among disjoint ranges, the last to begin before our end. */
  private void requireNew(VipRange range) {
    Map.Entry<Ip, VipRange> before = byFirst.floorEntry(range.last());
    if (before != null && before.getValue().last().compareTo(range.first().ip()) >= 0) {
      VipRange first = before.getValue();
      String which =
          first.toString().equals(range.toString())
              ? " is given twice, first at "
              : " overlaps " + first + " at ";
      throw range.place().wrong(range + which + first.place());
    }
    byFirst.put(range.first().ip(), range);
  }
}
