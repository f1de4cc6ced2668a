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
  private static final List<String> KEYS = List.of("ip", "label");

  private final boolean wholePrefixes;
  private final String device;
  private final List<VipRange> ranges = new ArrayList<>();
  private final TreeMap<Ip, VipRange> byFirst = new TreeMap<>();
  private final Map<String, Place> labels = new HashMap<>();
  private int count;

  /**
   * @param wholePrefixes whether a VIP may be more than one address
   * @param device that holds the VIPs, for their labels
   */
  public VipReader(boolean wholePrefixes, String device) {
    this.wholePrefixes = wholePrefixes;
    this.device = device;
  }

  public List<VipRange> read(List<Node> vips) {
    for (Node vip : vips) {
      VipRange range = vip instanceof Mapping object ? object(object) : range(vip);
      requireFit(range);
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
    object.allow(KEYS);
    Node ip =
        object
            .find("ip")
            .orElseThrow(() -> object.place().wrong("has no \"ip\", such as 192.0.2.10"));
    VipRange range = one(ip);
    return object.find("label").map(label -> labelled(range, label)).orElse(range);
  }

  private VipRange labelled(VipRange range, Node node) {
    Place place = node.place();
    if (range.isV6()) {
      throw place.wrong("IPv6 addresses have no label: leave it out");
    }
    if (wholePrefixes) {
      throw place.wrong(
          "the profile makes VIPs local by routes, which have no label: leave it out");
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
      IpRange span =
          new IpRange(Ip.parse(text.substring(0, dash)), Ip.parse(text.substring(dash + 1)));
      return new VipRange(IpPrefix.host(span.first()), span.count(MOST), "", node.place());
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
              + " is more than one address: a VIP is /"
              + prefix.ip().bits()
              + ", and whole prefixes need a profile with \"as: route\"");
    }
    if (!prefix.ip().equals(network)) {
      throw place.wrong(
          prefix + " has host bits: the prefix is " + network + "/" + prefix.length());
    }
  }

  private static void requireFit(VipRange range) {
    Optional<ReservedRange> unfit =
        ReservedRange.within(new IpRange(range.first().ip(), range.last()));
    if (unfit.isPresent()) {
      throw range.place().wrong(range + " is no VIP: " + unfit.get());
    }
  }

  /** The ranges so far are disjoint: only the one that begins last before our end can overlap. */
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
