package io.lvsagent.profiles.config;

import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.profile.Placeholder;
import io.lvsagent.profiles.profile.Placement;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.profile.ProfileReader;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.profile.SysctlRow;
import io.lvsagent.profiles.profile.SysctlRows;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one service, from a file or from what the command line says in its place. */
final class ServiceReader {
  static final String PROFILE = "profile";
  static final String VIPS = "vips";
  static final String UPLINKS = "uplinks";
  static final String DEVICE = "device";
  static final String DIRECTOR = "director";
  private static final String ADDRESSES = "addresses";
  private static final String SYSCTLS = "sysctls";
  private static final List<String> KEYS =
      List.of(
          PROFILE,
          VIPS,
          UPLINKS,
          DEVICE,
          ADDRESSES,
          SYSCTLS,
          DIRECTOR,
          GatewayReader.CLIENTS,
          BalancingReader.WEIGHTS,
          BalancingReader.TIMEOUTS,
          BalancingReader.SYNC,
          BalancingReader.VIRTUAL_SERVERS,
          OnLinkReader.NEIGHBOURS,
          OnLinkReader.ROUTES,
          PacketRulesReader.MASQUERADE,
          PacketRulesReader.PEERS,
          AnnouncingReader.ANNOUNCE,
          AnnouncingReader.PROBE);

  private static final String EXTERNAL = "external";
  private static final String OURS = "ours";
  private static final List<String> HOLDERS = List.of(OURS, EXTERNAL);

  private final Mapping.Entry entry;
  private final Mapping own;
  private final Profile profile;

  /** Where the profile is named: there we say what it needs. */
  private final Place asking;

  private final Map<SysctlKey, SysctlRow> sysctls;
  private final ConfigFiles files;

  ServiceReader(Mapping.Entry entry, Profiles profiles, ConfigFiles files) {
    this.entry = entry;
    this.files = files;
    this.own = entry.value().mapping();
    own.allow(KEYS);
    if (!own.has(PROFILE)) {
      throw own.place().wrong("has no \"profile\": " + String.join(", ", profiles.names()));
    }
    Node name = own.at(PROFILE);
    this.asking = name.place();
    this.profile = profiles.find(name.text(), asking);
    this.sysctls =
        SysctlRows.over(profile.sysctls(), own.mapping(SYSCTLS), "service " + entry.key());
  }

  Service read(String origin) {
    String name = NameRules.name(entry);
    Optional<DeviceName> device = device();
    wanted(
        PacketRulesReader.PEERS, profile.peers(), profile.peers(), "such as [00:0c:29:4e:80:4a]");
    wanted(BalancingReader.VIRTUAL_SERVERS, true, profile.peers(), "whose packets are marked");
    List<VipRange> ranges = vips(device);
    Vips vips = new Vips(ranges);
    return new Service(
        name,
        origin,
        entry.place(),
        profile,
        sysctls,
        ranges,
        uplinks(),
        device,
        own.oneOf(ADDRESSES, HOLDERS, OURS).equals(EXTERNAL),
        gateways(),
        new BalancingReader(own, profile, vips).read(),
        new OnLinkReader(own, vips, files).read(device),
        new PacketRulesReader(own, profile).read(),
        new AnnouncingReader(own, profile).read());
  }

  private Optional<DeviceName> device() {
    Optional<Placement> vip = profile.vip();
    boolean used =
        (vip.isPresent() && isDevice(vip.get()))
            || profile.links().containsKey(ProfileReader.DEVICE)
            || uses(Placeholder.DEVICE);
    Optional<Node> onLink = OnLinkReader.first(own);
    if (onLink.isPresent() && !own.has(DEVICE)) {
      throw onLink.get().place().wrong("needs \"device\", on which they are, such as eth0");
    }
    Optional<Node> device = wanted(DEVICE, used || onLink.isPresent(), used, "such as eth0");
    return device.isPresent() ? Optional.of(NameRules.device(device.get())) : Optional.empty();
  }

  private static boolean isDevice(Placement vip) {
    return vip.device(false).equals(ProfileReader.DEVICE)
        || vip.device(true).equals(ProfileReader.DEVICE);
  }

  private List<DeviceName> uplinks() {
    boolean needed = profile.uplinks() == Profile.Uplinks.NAMED;
    boolean used = needed || uses(Placeholder.UPLINK);
    Optional<Node> uplinks = wanted(UPLINKS, used, needed, "such as [eth0]");
    if (uplinks.isEmpty()) {
      return List.of();
    }
    Map<String, Place> seen = new HashMap<>();
    List<DeviceName> names = new ArrayList<>();
    for (Node item : uplinks.get().items()) {
      DeviceName uplink = NameRules.device(item);
      Place first = seen.putIfAbsent(uplink.name(), uplink.place());
      if (first != null) {
        throw item.place().wrong("\"" + uplink.name() + "\" is named twice, first at " + first);
      }
      names.add(uplink);
    }
    if (names.isEmpty()) {
      throw uplinks.get().place().wrong("is empty: name at least one device, or leave it out");
    }
    return names;
  }

  private List<VipRange> vips(Optional<DeviceName> device) {
    Optional<Placement> vip = profile.vip();
    boolean needed = vip.isPresent() && !BalancingReader.matchesMarksAlone(own);
    Optional<Node> vips = wanted(VIPS, true, needed, "such as [192.0.2.10]");
    if (vips.isEmpty()) {
      return List.of();
    }
    List<Node> items = vips.get().items();
    if (items.isEmpty()) {
      throw vips.get().place().wrong("is empty: name at least one, such as 192.0.2.10");
    }
    if (vip.isEmpty()) {
      return new VipReader(false, "").read(items);
    }
    boolean wholePrefixes = vip.get().as() == Placement.As.ROUTE;
    return new VipReader(wholePrefixes, Service.device(vip.get().device(), device)).read(items);
  }

  private List<DirectorGateway> gateways() {
    boolean used = !profile.gateway().isEmpty();
    Optional<Node> directors =
        wanted(DIRECTOR, used, used, "its address on our side, such as 192.0.2.1");
    Optional<Node> clients = wanted(GatewayReader.CLIENTS, used, false, "");
    return directors.isEmpty() ? List.of() : GatewayReader.read(directors.get(), clients);
  }

  /** The value of a key that the profile needs, can use, or has no use for. */
  private Optional<Node> wanted(String key, boolean used, boolean needed, String such) {
    Optional<Node> value = own.find(key);
    if (needed && value.isEmpty()) {
      throw asking.wrong(profile.name() + " needs \"" + key + "\", " + such);
    }
    if (!used && value.isPresent()) {
      throw value
          .get()
          .place()
          .wrong("profile " + profile.name() + " has no use for it: leave it out");
    }
    return value;
  }

  private boolean uses(Placeholder placeholder) {
    for (SysctlKey key : sysctls.keySet()) {
      if (Placeholder.of(key) == placeholder) {
        return true;
      }
    }
    return false;
  }
}
