package io.lvsagent.profiles.profile;

import static io.lvsagent.profiles.yaml.YamlText.quoted;

/** Writes a profile as YAML that reads back as an equal profile. */
final class ProfileText {
  private final StringBuilder text = new StringBuilder();

  private ProfileText() {}

  static String of(Profile profile) {
    ProfileText text = new ProfileText();
    text.head(profile);
    text.links(profile);
    text.sysctls(profile);
    return text.text.toString();
  }

  private void head(Profile profile) {
    line("profiles:");
    line("  %s:", profile.name());
    line("    summary: %s", quoted(profile.summary()));
    line("    role: %s", profile.role());
    profile.vip().ifPresent(this::vip);
    line("    uplinks: %s", profile.uplinks());
    if (!profile.gateway().isEmpty()) {
      line("    gateway: %s", quoted(profile.gateway()));
    }
    if (profile.peers()) {
      line("    peers: true");
    }
    profile.forwarding().ifPresent(method -> line("    forwarding: %s", method));
  }

  private void vip(Placement vip) {
    String ipv6 = vip.ipv6Device().isEmpty() ? "" : ", ipv6-device: " + quoted(vip.ipv6Device());
    String device = quoted(vip.device()) + ipv6;
    line(
        "    vip: {device: %s, scope: %s, as: %s, route: %s}",
        device, vip.scope(), vip.as(), vip.route());
  }

  private void links(Profile profile) {
    line("    links:%s", profile.links().isEmpty() ? " {}" : "");
    for (LinkRow row : profile.links().values()) {
      String device = quoted(row.device());
      String kind = quoted(row.kind());
      line(
          "      %s: {kind: %s, up: %s, family: %s, why: %s} # from %s",
          device, kind, row.up(), row.family(), quoted(row.why()), row.origin());
    }
  }

  private void sysctls(Profile profile) {
    line("    sysctls:%s", profile.sysctls().isEmpty() ? " {}" : "");
    for (SysctlRow row : profile.sysctls().values()) {
      line("      %s: # from %s", row.key(), row.origin());
      line("        write: %s", written(row));
      line("        accept: %s", row.accept());
      line("        severity: %s", row.severity());
      line("        why: %s", quoted(row.why()));
    }
  }

  private static String written(SysctlRow row) {
    return switch (row.write()) {
      case FIRST -> row.accept().get(0).toString();
      case NOTHING -> "null";
      case COMBINED -> "combined";
    };
  }

  private void line(String line, Object... values) {
    text.append(line.formatted(values)).append('\n');
  }
}
