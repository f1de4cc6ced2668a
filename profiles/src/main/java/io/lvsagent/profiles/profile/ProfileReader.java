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

/** Reads one profile over the one that it extends: maps are merged by key, all else replaced. */
public final class ProfileReader {
  private static final String PEERS = "peers";
  private static final String FORWARDING = "forwarding";
  private static final List<String> KEYS =
      List.of(
          "summary",
          "extends",
          "role",
          "vip",
          "uplinks",
          "gateway",
          PEERS,
          FORWARDING,
          "links",
          "sysctls");
  private static final List<String> PLACEMENT_KEYS =
      List.of("device", "ipv6-device", "scope", "as", "route");
  private static final List<String> LINK_KEYS = List.of("kind", "up", "family", "why");

  /** All but {@link Forwarding#LOCAL}, which nobody can ask for. */
  public static final List<Forwarding> METHODS =
      List.of(Forwarding.DIRECT, Forwarding.TUNNEL, Forwarding.MASQUERADE);

  private static final List<Scope> SCOPES = List.of(Scope.GLOBAL, Scope.LINK, Scope.HOST);

  /** {@link Placeholder#DEVICE} where a device stands alone. */
  public static final String DEVICE = Placeholder.DEVICE.toString();

  /** What a profile that extends none is read over; its role and device must be said. */
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

  static Profile read(String name, Mapping own, Optional<Profile> extended) {
    own.allow(KEYS);
    if (extended.isEmpty() && !own.has("role")) {
      throw own.place().wrong("has no \"role\": real-server or director");
    }
    Profile base = extended.orElse(BLANK);
    Role role = own.oneOf("role", List.of(Role.values()), base.role());
    return new Profile(
        name,
        own.text("summary", base.summary()),
        role,
        own.has("vip") ? Optional.of(placement(own.mapping("vip"), base.vip())) : base.vip(),
        own.oneOf("uplinks", List.of(Profile.Uplinks.values()), base.uplinks()),
        own.text("gateway", base.gateway()),
        isDirector(own, PEERS, role) && own.truth(PEERS, base.peers()),
        isDirector(own, FORWARDING, role) ? forwarding(own, base) : Optional.empty(),
        links(base.links(), own.mapping("links"), name),
        SysctlRows.over(base.sysctls(), own.mapping("sysctls"), name));
  }

  /**
   * Whether it has a use for the key of a director. Throws ConfigException where it has but none.
   */
  private static boolean isDirector(Mapping own, String key, Role role) {
    if (role != Role.DIRECTOR && own.has(key)) {
      throw own.at(key).place().wrong("a " + role + " forwards nothing: leave it out");
    }
    return role == Role.DIRECTOR;
  }

  private static Optional<Forwarding> forwarding(Mapping own, Profile base) {
    return own.has(FORWARDING) ? Optional.of(own.at(FORWARDING).oneOf(METHODS)) : base.forwarding();
  }

  private static Placement placement(Mapping own, Optional<Placement> extended) {
    own.allow(PLACEMENT_KEYS);
    if (extended.isEmpty() && !own.has("device")) {
      throw own.place().wrong("has no \"device\", such as lo or \"{device}\"");
    }
    Placement base = extended.orElse(BLANK_PLACEMENT);
    return new Placement(
        own.has("device") ? device(own.at("device")) : base.device(),
        own.has("ipv6-device") ? device(own.at("ipv6-device")) : base.ipv6Device(),
        own.oneOf("scope", SCOPES, base.scope()),
        own.oneOf("as", List.of(Placement.As.values()), base.as()),
        own.truth("route", base.route()));
  }

  private static String device(Node node) {
    String device = node.text();
    if (device.startsWith("{") && !device.equals(DEVICE)) {
      throw node.place().wrong("\"" + device + "\" cannot stand here, \"" + DEVICE + "\" can");
    }
    if (!device.equals(DEVICE)) {
      NameRules.requireDevice(node.place(), device);
    }
    return device;
  }

  private static Map<String, LinkRow> links(
      Map<String, LinkRow> below, Mapping own, String origin) {
    Map<String, LinkRow> merged = new LinkedHashMap<>(below);
    for (Mapping.Entry entry : own.entries()) {
      String device = device(new Node.Scalar(entry.place(), entry.key()));
      if (!entry.value().isNull()) {
        LinkRow base =
            below.getOrDefault(
                device,
                new LinkRow(device, "", false, Family.ANY, "as " + origin + " has it", origin));
        merged.put(device, link(entry.value().mapping(), base, origin));
      } else if (merged.remove(device) == null) {
        throw entry.place().wrong("there is no row " + device + " that null could take away");
      }
    }
    return merged;
  }

  private static LinkRow link(Mapping own, LinkRow base, String origin) {
    own.allow(LINK_KEYS);
    return new LinkRow(
        base.device(),
        own.text("kind", base.kind()),
        own.truth("up", base.up()),
        own.oneOf("family", List.of(Family.values()), base.family()),
        own.text("why", base.why()),
        origin);
  }
}
