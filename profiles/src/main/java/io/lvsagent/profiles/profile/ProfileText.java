package io.lvsagent.profiles.profile;

/** Writes a profile as YAML that reads back as an equal profile. */
public final class ProfileText {
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
    line("  " + profile.name() + ":");
    line("    summary: " + quoted(profile.summary()));
    line("    role: " + profile.role());
    profile
        .vip()
        .ifPresent(
            vip ->
                line(
                    "    vip: {device: "
                        + quoted(vip.device())
                        + ipv6Device(vip)
                        + ", scope: "
                        + vip.scope()
                        + ", as: "
                        + vip.as()
                        + ", route: "
                        + vip.route()
                        + "}"));
    line("    uplinks: " + profile.uplinks());
    if (!profile.gateway().isEmpty()) {
      line("    gateway: " + quoted(profile.gateway()));
    }
    if (profile.peers()) {
      line("    peers: true");
    }
    profile.forwarding().ifPresent(method -> line("    forwarding: " + method));
  }

  private static String ipv6Device(Placement vip) {
    return vip.ipv6Device().isEmpty() ? "" : ", ipv6-device: " + quoted(vip.ipv6Device());
  }

  private void links(Profile profile) {
    line("    links:" + (profile.links().isEmpty() ? " {}" : ""));
    for (LinkRow row : profile.links().values()) {
      line(
          "      "
              + quoted(row.device())
              + ": {kind: "
              + quoted(row.kind())
              + ", up: "
              + row.up()
              + ", family: "
              + row.family()
              + ", why: "
              + quoted(row.why())
              + "} # from "
              + row.origin());
    }
  }

  private void sysctls(Profile profile) {
    line("    sysctls:" + (profile.sysctls().isEmpty() ? " {}" : ""));
    for (SysctlRow row : profile.sysctls().values()) {
      line("      " + row.key() + ": # from " + row.origin());
      line("        write: " + written(row));
      line("        accept: " + row.accept());
      line("        severity: " + row.severity());
      line("        why: " + quoted(row.why()));
    }
  }

  private static String written(SysctlRow row) {
    return switch (row.write()) {
      case FIRST -> row.accept().get(0).toString();
      case NOTHING -> "null";
      case COMBINED -> "combined";
    };
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  /** Returns a double-quoted scalar, which can hold any text (YAML 1.1, 5.6 Escape Sequences). */
  public static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c >= ' ' && c < 127 || Character.isLetterOrDigit(c)) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(String.format("\\U%08x", c));
              }
            });
    return quoted.append('"').toString();
  }
}
