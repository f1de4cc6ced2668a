package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the VIPs of one service. */
public final class VipReader {
  private static final int MOST = 65_536;

  private final boolean wholePrefixes;
  private final String device;
  private final Vips vips = new Vips();
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
  public Vips read(List<Node> items) {
    Mistakes mistakes = new Mistakes();
    for (Node item : items) {
      mistakes.check(() -> read(item));
    }
    mistakes.throwIfAny();
    return vips;
  }

  private void read(Node item) {
    VipRange range = item instanceof Mapping object ? object(object) : range(item);
    ReservedRange.refuse(
        range.place(), new IpRange(range.first().ip(), range.last()), range, "a VIP");
    vips.add(range);
    count += range.count();
    item.place().refuseIf(count > MOST, "more than 65,536 VIPs in one service");
  }

  private VipRange object(Mapping object) {
    object.allow(ConfigKeys.VIP);
    VipRange range = one(object.require(ConfigKeys.IP, "add one such as 192.0.2.10"));
    return object.find(ConfigKeys.LABEL).map(label -> labelled(range, label)).orElse(range);
  }

  private VipRange labelled(VipRange range, Node node) {
    Place place = node.place();
    place.refuseIf(range.isV6(), "IPv6 addresses have no label: remove it");
    place.refuseIf(
        wholePrefixes, "the profile makes VIPs local by routes, which have no label: remove it");
    String label = NameRules.label(node, device);
    place.requireNew(labels, label, "\"%s\" is given twice, first at %s");
    return new VipRange(range.first(), range.count(), label, range.place());
  }

  private VipRange range(Node node) {
    if (node.text().indexOf('-') < 0) {
      return one(node);
    }
    IpRange range = node.parsed(VipReader::between);
    return new VipRange(IpPrefix.host(range.first()), range.count(MOST), "", node.place());
  }

  private static IpRange between(String text) {
    int dash = text.indexOf('-');
    return new IpRange(Ip.parse(text.substring(0, dash)), Ip.parse(text.substring(dash + 1)));
  }

  private VipRange one(Node node) {
    IpPrefix prefix = node.parsed(IpPrefix::parse);
    if (!prefix.isHost() && !wholePrefixes) {
      throw node.wrong(
          "%s is more than one address: use /%s, or for whole prefixes a profile with"
              + " \"as: route\"",
          prefix, prefix.ip().bits());
    }
    requireNoHostBits(node, prefix);
    return new VipRange(prefix, 1, "", node.place());
  }

  static void requireNoHostBits(Node node, IpPrefix prefix) {
    Ip network = IpRange.of(prefix).first();
    if (!prefix.ip().equals(network)) {
      throw node.wrong("%s has host bits set: write %s/%s", prefix, network, prefix.length());
    }
  }
}
