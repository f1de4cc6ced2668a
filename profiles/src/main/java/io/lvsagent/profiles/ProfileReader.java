package io.lvsagent.profiles;

import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.sysctl.SysctlKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one profile over the one that it extends: maps are merged by key, all else replaced. */
final class ProfileReader {
  private static final List<String> KEYS =
      List.of("summary", "extends", "role", "vip", "uplinks", "gateway", "links", "sysctls");
  private static final List<String> PLACEMENT_KEYS = List.of("device", "scope", "as", "route");
  private static final List<String> LINK_KEYS = List.of("kind", "up", "why");
  private static final List<Scope> SCOPES = List.of(Scope.GLOBAL, Scope.LINK, Scope.HOST);
  private static final List<String> UPLINKS = List.of("any", "named");

  /** {@link Placeholder#DEVICE} where a device stands alone. */
  static final String DEVICE = Placeholder.DEVICE.toString();

  private ProfileReader() {}

  static Profile read(String name, Mapping own, Optional<Profile> base) {
    own.allow(KEYS);
    return new Profile(
        name,
        own.find("summary").map(Node::text).or(() -> base.map(Profile::summary)).orElse(""),
        own.find("role")
            .map(role -> role.oneOf(List.of(Role.values())))
            .or(() -> base.map(Profile::role))
            .orElseThrow(() -> own.place().wrong("has no \"role\": real-server or director")),
        own.find("vip")
            .map(vip -> placement(vip.mapping(), base.flatMap(Profile::vip)))
            .or(() -> base.flatMap(Profile::vip)),
        own.find("uplinks")
            .map(uplinks -> uplinks.oneOf(UPLINKS).equals("named"))
            .or(() -> base.map(Profile::namedUplinks))
            .orElse(false),
        own.find("gateway").map(Node::text).or(() -> base.flatMap(Profile::gateway)),
        links(base.map(Profile::links).orElse(Map.of()), own.find("links"), name),
        sysctls(base, own.find("sysctls"), name));
  }

  private static Placement placement(Mapping own, Optional<Placement> base) {
    own.allow(PLACEMENT_KEYS);
    return new Placement(
        own.find("device")
            .map(ProfileReader::device)
            .or(() -> base.map(Placement::device))
            .orElseThrow(() -> own.place().wrong("has no \"device\", such as lo or \"{device}\"")),
        own.find("scope")
            .map(scope -> scope.oneOf(SCOPES))
            .or(() -> base.map(Placement::scope))
            .orElse(Scope.GLOBAL),
        own.find("as")
            .map(as -> as.oneOf(List.of(Placement.As.values())))
            .or(() -> base.map(Placement::as))
            .orElse(Placement.As.ADDRESS),
        own.find("route").map(Node::truth).or(() -> base.map(Placement::route)).orElse(false));
  }

  private static String device(Node node) {
    String device = node.text();
    if (device.startsWith("{") && !device.equals(DEVICE)) {
      throw node.place().wrong("\"" + device + "\" cannot stand here, \"" + DEVICE + "\" can");
    }
    if (!device.equals(DEVICE)) {
      Names.requireDevice(node.place(), device);
    }
    return device;
  }

  private static Map<String, LinkRow> links(
      Map<String, LinkRow> below, Optional<Node> own, String origin) {
    if (own.isEmpty()) {
      return below;
    }
    Map<String, LinkRow> merged = new LinkedHashMap<>(below);
    for (Mapping.Entry entry : own.get().mapping().entries()) {
      String device = device(new Node.Scalar(entry.place(), entry.key()));
      if (!entry.value().isNull()) {
        Optional<LinkRow> base = Optional.ofNullable(below.get(device));
        merged.put(device, link(device, entry.value().mapping(), base, origin));
      } else if (merged.remove(device) == null) {
        throw entry.place().wrong("there is no row " + device + " that null could take away");
      }
    }
    return merged;
  }

  private static LinkRow link(String device, Mapping own, Optional<LinkRow> base, String origin) {
    own.allow(LINK_KEYS);
    return new LinkRow(
        device,
        own.find("kind").map(Node::text).or(() -> base.map(LinkRow::kind)).orElse(""),
        own.find("up").map(Node::truth).or(() -> base.map(LinkRow::up)).orElse(false),
        own.find("why")
            .map(Node::text)
            .or(() -> base.map(LinkRow::why))
            .orElse("as " + origin + " has it"),
        origin);
  }

  private static Map<SysctlKey, SysctlRow> sysctls(
      Optional<Profile> base, Optional<Node> own, String origin) {
    Map<SysctlKey, SysctlRow> below = base.map(Profile::sysctls).orElse(Map.of());
    return own.map(rows -> SysctlRows.over(below, rows.mapping(), origin)).orElse(below);
  }
}
