package io.lvsagent.profiles.profile;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.model.Family;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a profile and merges it with the one that it extends: maps by key, the rest replaced. */
public final class ProfileReader {
  private static final String PEERS = "peers";
  private static final String FORWARDING = "forwarding";
  private static final List<String> KEYS =
      List.of("summary extends role vip uplinks gateway peers forwarding links sysctls".split(" "));
  private static final List<String> PLACEMENT_KEYS =
      List.of("device", "ipv6-device", "scope", "as", "route");
  private static final List<String> LINK_KEYS = List.of("kind", "up", "family", "why");

  /** The methods that a config can name: all but {@link Forwarding#LOCAL}. */
  public static final List<Forwarding> METHODS =
      List.of(Forwarding.DIRECT, Forwarding.TUNNEL, Forwarding.MASQUERADE);

  private static final List<Scope> SCOPES = List.of(Scope.GLOBAL, Scope.LINK, Scope.HOST);

  /** {@link Placeholder#DEVICE} as the whole name of a device. */
  public static final String DEVICE = Placeholder.DEVICE.toString();

  /** The base of a profile that extends none, which must therefore name its role and device. */
  private static final Profile BLANK =
      new Profile(
          "",
          "",
          Role.REAL_SERVER,
          Optional.empty(),
          Profile.Uplinks.ANY,
          "",
          false,
          Optional.empty(),
          Map.of(),
          Map.of());

  private static final Placement BLANK_PLACEMENT =
      new Placement("", "", Scope.GLOBAL, Placement.As.ADDRESS, false);

  private ProfileReader() {}

  static Profile read(String name, Mapping config, Optional<Profile> extended) {
    config.allow(KEYS);
    if (extended.isEmpty()) {
      config.require("role", "use real-server or director");
    }
    Profile base = extended.orElse(BLANK);
    Role role = config.oneOf("role", List.of(Role.values()), base.role());
    return new Profile(
        name,
        config.text("summary", base.summary()),
        role,
        config.has("vip") ? Optional.of(placement(config.mapping("vip"), base.vip())) : base.vip(),
        config.oneOf("uplinks", List.of(Profile.Uplinks.values()), base.uplinks()),
        config.text("gateway", base.gateway()),
        isDirector(config, PEERS, role) && config.bool(PEERS, base.peers()),
        isDirector(config, FORWARDING, role) ? forwarding(config, base) : Optional.empty(),
        links(base.links(), config.mapping("links"), name),
        SysctlRows.merge(base.sysctls(), config.mapping("sysctls"), name));
  }

  /** Returns true for a director; throws ConfigException if a real server has the key. */
  private static boolean isDirector(Mapping config, String key, Role role) {
    if (role != Role.DIRECTOR && config.has(key)) {
      throw config.at(key).wrong("role %s does not forward packets: remove it", role);
    }
    return role == Role.DIRECTOR;
  }

  private static Optional<Forwarding> forwarding(Mapping config, Profile base) {
    return config.has(FORWARDING)
        ? Optional.of(config.at(FORWARDING).oneOf(METHODS))
        : base.forwarding();
  }

  private static Placement placement(Mapping config, Optional<Placement> extended) {
    config.allow(PLACEMENT_KEYS);
    if (extended.isEmpty()) {
      config.require("device", "add one such as lo, or \"{device}\"");
    }
    Placement base = extended.orElse(BLANK_PLACEMENT);
    return new Placement(
        config.has("device") ? device(config.at("device")) : base.device(),
        config.has("ipv6-device") ? device(config.at("ipv6-device")) : base.ipv6Device(),
        config.oneOf("scope", SCOPES, base.scope()),
        config.oneOf("as", List.of(Placement.As.values()), base.as()),
        config.bool("route", base.route()));
  }

  private static String device(Node node) {
    String device = node.text();
    if (!device.equals(DEVICE)) {
      node.refuseIf(
          device.startsWith("{"),
          "\"%s\" is not allowed here: use a device or \"{device}\"",
          device);
      NameRules.requireDevice(node.place(), device);
    }
    return device;
  }

  private static Map<String, LinkRow> links(
      Map<String, LinkRow> base, Mapping config, String origin) {
    Map<String, LinkRow> merged = new LinkedHashMap<>(base);
    for (Mapping.Entry entry : config.entries()) {
      String device = device(new Node.Scalar(entry.place(), entry.key()));
      if (!entry.value().isNull()) {
        LinkRow row =
            base.getOrDefault(
                device,
                new LinkRow(device, "", false, Family.ANY, "required by " + origin, origin));
        merged.put(device, link(entry.value().mapping(), row, origin));
      } else if (merged.remove(device) == null) {
        throw entry.wrong("there is no row %s for null to remove", device);
      }
    }
    return merged;
  }

  private static LinkRow link(Mapping config, LinkRow base, String origin) {
    config.allow(LINK_KEYS);
    return new LinkRow(
        base.device(),
        config.has("kind") ? kind(config.at("kind")) : base.kind(),
        config.bool("up", base.up()),
        config.oneOf("family", List.of(Family.values()), base.family()),
        config.text("why", base.why()),
        origin);
  }

  /** Returns the kind, which is empty for a device that is not made. */
  private static String kind(Node node) {
    node.refuseIf(
        !node.text().isEmpty() && !NameRules.isLinkKind(node.text()),
        "\"%s\" is not a kind of device: use one such as ipip, gre or ip6tnl",
        node.text());
    return node.text();
  }
}
