package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.OnLinkHosts;
import io.lvsagent.profiles.model.PacketRules;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.profile.Placeholder;
import io.lvsagent.profiles.profile.Placement;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.profile.ProfileReader;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.profile.SysctlRow;
import io.lvsagent.profiles.profile.SysctlRows;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one service from a file or from the flags of the command line. */
final class ServiceReader {
  private static final String EXTERNAL = "external";
  private static final String OURS = "ours";
  private static final List<String> HOLDERS = List.of(OURS, EXTERNAL);

  /** At the longest interval, this many take nearly as long as a systemd unit may take to start. */
  private static final int MOST_ANNOUNCEMENTS = 20;

  private static final int SHORTEST_INTERVAL = 10;
  private static final int LONGEST_INTERVAL = 5000;

  /** The message for a key that is of no use; its value is the name of the profile. */
  static final String UNUSED = "profile %s does not use this key: remove it";

  private final Mapping.Entry entry;
  private final Mapping config;
  private final Profile profile;

  /** The place of the profile's name, where missing keys are reported. */
  private final Place profilePlace;

  private final Map<SysctlKey, SysctlRow> sysctls;
  private final ConfigFiles files;
  private final Mistakes mistakes = new Mistakes();
  private final boolean keysAreKnown;

  ServiceReader(Mapping.Entry entry, Profiles profiles, ConfigFiles files) {
    this.entry = entry;
    this.files = files;
    this.config = entry.value().mapping();
    mistakes.check(() -> config.allow(ConfigKeys.SERVICE));
    this.keysAreKnown = mistakes.isEmpty();
    Optional<Profile> named = mistakes.in(() -> profile(profiles));
    if (named.isEmpty()) {
      mistakes.throwIfAny();
    }
    this.profile = named.orElseThrow();
    this.profilePlace = config.at(ConfigKeys.PROFILE).place();
    this.sysctls =
        mistakes
            .in(
                () ->
                    SysctlRows.merge(
                        profile.sysctls(),
                        config.mapping(ConfigKeys.SYSCTLS),
                        "service " + entry.key()))
            .orElse(profile.sysctls());
  }

  private Profile profile(Profiles profiles) {
    if (!config.has(ConfigKeys.PROFILE)) {
      String names = String.join(", ", profiles.names());
      throw config.wrong("\"profile\" is missing: use one of %s", names);
    }
    Node name = config.at(ConfigKeys.PROFILE);
    return profiles.find(name.text(), name.place());
  }

  /** Reads every section, so that the mistakes in all of them are reported together. */
  Service read(String origin) {
    String name = mistakes.in(() -> NameRules.name(entry)).orElse(entry.key());
    Optional<Optional<DeviceName>> device = mistakes.in(this::device);
    mistakes.check(
        () -> {
          value(ConfigKeys.PEERS, profile.peers(), profile.peers(), "such as [00:0c:29:4e:80:4a]");
          value(ConfigKeys.VIRTUAL_SERVERS, true, profile.peers(), "whose packets it marks");
        });
    // what needs a section that is wrong is not read, because its mistakes would follow from that
    Optional<Vips> vips =
        device.isPresent() || profile.vip().filter(ServiceReader::isOnDevice).isEmpty()
            ? mistakes.in(() -> vips(device.orElse(Optional.empty())))
            : Optional.empty();
    List<DeviceName> uplinks = mistakes.in(this::uplinks).orElse(List.of());
    boolean external =
        mistakes
            .in(() -> config.oneOf(ConfigKeys.ADDRESSES, HOLDERS, OURS).equals(EXTERNAL))
            .orElse(false);
    List<Ip> clients = mistakes.in(this::clients).orElse(List.of());
    List<DirectorGateway> gateways = mistakes.in(this::gateways).orElse(List.of());
    Optional<Balancing> balancing =
        vips.flatMap(all -> mistakes.in(() -> new BalancingReader(config, profile, all).read()));
    Optional<OnLinkHosts> onLink =
        device.isPresent()
            ? vips.flatMap(
                all -> mistakes.in(() -> new OnLinkReader(config, all, files).read(device.get())))
            : Optional.empty();
    boolean translates = balancing.filter(Balancing::translates).isPresent();
    Optional<PacketRules> rules =
        balancing.isPresent()
            ? mistakes.in(() -> PacketRulesReader.read(config, profile, translates))
            : Optional.empty();
    Optional<AnnounceSettings> announcing = mistakes.in(this::announcing);
    mistakes.throwIfAny();
    return new Service(
        name,
        origin,
        entry.place(),
        profile,
        sysctls,
        vips.orElseThrow().ranges(),
        uplinks,
        device.orElseThrow(),
        external,
        clients,
        gateways,
        balancing.orElseThrow(),
        onLink.orElseThrow(),
        rules.orElseThrow(),
        announcing.orElseThrow());
  }

  private Optional<DeviceName> device() {
    Optional<Placement> vip = profile.vip();
    boolean used =
        (vip.isPresent() && isOnDevice(vip.get()))
            || profile.links().containsKey(ProfileReader.DEVICE)
            || uses(Placeholder.DEVICE);
    Optional<Node> onLink = OnLinkReader.first(config);
    if (onLink.isPresent() && !config.has(ConfigKeys.DEVICE)) {
      throw onLink
          .get()
          .wrong("needs \"device\", the device that these hosts are on, such as eth0");
    }
    Optional<Node> device =
        value(ConfigKeys.DEVICE, used || onLink.isPresent(), used, "such as eth0");
    return device.isPresent() ? Optional.of(NameRules.device(device.get())) : Optional.empty();
  }

  private static boolean isOnDevice(Placement vip) {
    return vip.device(false).equals(ProfileReader.DEVICE)
        || vip.device(true).equals(ProfileReader.DEVICE);
  }

  private List<DeviceName> uplinks() {
    boolean needed = profile.uplinks() == Profile.Uplinks.NAMED;
    boolean used = profile.vip().isPresent() || uses(Placeholder.UPLINK);
    Optional<Node> uplinks = value(ConfigKeys.UPLINKS, used, needed, "such as [eth0]");
    if (uplinks.isEmpty()) {
      return List.of();
    }
    Map<String, Place> seen = new HashMap<>();
    List<DeviceName> names = new ArrayList<>();
    for (Node item : uplinks.get().items("list at least one device, or remove the key")) {
      DeviceName uplink = NameRules.device(item);
      item.place().requireNew(seen, uplink.name(), "\"%s\" is named twice, first at %s");
      names.add(uplink);
    }
    return names;
  }

  private Vips vips(Optional<DeviceName> device) {
    Optional<Placement> vip = profile.vip();
    boolean needed = vip.isPresent() && !BalancingReader.matchesMarksAlone(config);
    Optional<Node> vips = value(ConfigKeys.VIPS, true, needed, "such as [192.0.2.10]");
    if (vips.isEmpty()) {
      return new Vips();
    }
    List<Node> items = vips.get().items("list at least one, such as 192.0.2.10");
    if (vip.isEmpty()) {
      return new VipReader(false, "").read(items);
    }
    boolean wholePrefixes = vip.get().as() == Placement.As.ROUTE;
    return new VipReader(wholePrefixes, Service.device(vip.get().device(), device)).read(items);
  }

  private List<DirectorGateway> gateways() {
    boolean used = !profile.gateway().isEmpty();
    Optional<Node> directors =
        value(
            ConfigKeys.DIRECTOR,
            used,
            used,
            "the address of the director on the side of this host, such as 192.0.2.1");
    Optional<Node> clients = config.find(ConfigKeys.CLIENTS);
    return directors.isEmpty() ? List.of() : GatewayReader.read(directors.get(), clients);
  }

  /** Returns the clients that are asked for beside the usual samples; a gateway has its own. */
  private List<Ip> clients() {
    boolean toVips = profile.vip().isPresent();
    Optional<Node> clients =
        value(ConfigKeys.CLIENTS, toVips || !profile.gateway().isEmpty(), false, "");
    List<Ip> read = new ArrayList<>();
    if (toVips && clients.isPresent()) {
      for (Node client : clients.get().oneOrMore("name an address, such as 198.51.100.7")) {
        read.add(client.parsed(Ip::parse));
      }
    }
    return read;
  }

  private AnnounceSettings announcing() {
    boolean used = profile.role() == Role.DIRECTOR && profile.vip().isPresent();
    value(ConfigKeys.ANNOUNCE, used, false, "");
    value(ConfigKeys.PROBE, used, false, "");
    if (!used) {
      return AnnounceSettings.NONE;
    }
    AnnounceSettings usual = AnnounceSettings.DEFAULT;
    Mapping announce = config.mapping(ConfigKeys.ANNOUNCE);
    announce.allow(ConfigKeys.ANNOUNCEMENT);
    long count = announce.number(ConfigKeys.COUNT, 0, MOST_ANNOUNCEMENTS, usual.count());
    long interval =
        announce.number(
            ConfigKeys.INTERVAL, SHORTEST_INTERVAL, LONGEST_INTERVAL, usual.intervalMillis());
    boolean probe = config.bool(ConfigKeys.PROBE, usual.probe());
    return new AnnounceSettings((int) count, (int) interval, probe);
  }

  /**
   * Returns the value of a key. Throws ConfigException if it is present but not used by the
   * profile, or absent but needed.
   *
   * @param such ends the message for a missing key, such as {@code such as eth0}
   */
  private Optional<Node> value(String key, boolean used, boolean needed, String such) {
    Optional<Node> value = config.find(key);
    if (needed && value.isEmpty()) {
      if (!keysAreKnown) {
        // it may well be the key that is misspelt, which is reported already
        mistakes.throwIfAny();
      }
      throw profilePlace.isFlag()
          ? CommandLineService.missing(profile.name(), key, such)
          : profilePlace.wrong("%s needs \"%s\", %s", profile.name(), key, such);
    }
    return used(key, used, config, profile);
  }

  /** Returns the value of a key; throws ConfigException if it is present but not used. */
  static Optional<Node> used(String key, boolean used, Mapping config, Profile profile) {
    Optional<Node> value = config.find(key);
    if (!used && value.isPresent()) {
      Node given = value.get();
      throw given.place().isFlag()
          ? given.wrong("profile %s does not use this option: remove it", profile.name())
          : given.wrong(UNUSED, profile.name());
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
