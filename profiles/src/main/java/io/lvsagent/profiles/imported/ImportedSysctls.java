package io.lvsagent.profiles.imported;

import io.lvsagent.profiles.profile.Placeholder;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.profile.SysctlRow;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters that a text sets, compared with those that a profile sets anyway. */
record ImportedSysctls(Imported found, Profiles profiles) {
  /**
   * Returns the rows that a service of this profile needs of its own. Each parameter belongs to the
   * first service for which it is asked. A value that the profile refuses becomes a remark.
   */
  String lines(String profile) {
    Map<SysctlKey, SysctlRow> rows = profiles.find(profile, Place.of("import")).sysctls();
    List<String> own = new ArrayList<>();
    found
        .sysctls()
        .forEach(
            (key, value) -> {
              Optional<SysctlRow> row = row(key, rows);
              if (row.isEmpty()) {
                own.add(ImportedEntry.scalar(key.toString()) + ": " + value.text());
              } else if (!row.get().accept().contains(value.number())) {
                String instead = key + " = " + value.text() + ", where profile " + profile;
                String wants = " needs " + row.get().accept().get(0) + ", which is kept";
                found.remark(value.place(), instead + wants, false);
              }
            });
    found.sysctls().clear();
    return own.isEmpty() ? "" : "    sysctls: {" + String.join(", ", own) + "}\n";
  }

  /** Drops the parameters that a service of this profile sets anyway. */
  void drop(String profile) {
    Map<SysctlKey, SysctlRow> rows = profiles.find(profile, Place.of("import")).sysctls();
    found
        .sysctls()
        .entrySet()
        .removeIf(
            each ->
                row(each.getKey(), rows)
                    .filter(row -> row.accept().contains(each.getValue().number()))
                    .isPresent());
  }

  private static Optional<SysctlRow> row(SysctlKey key, Map<SysctlKey, SysctlRow> rows) {
    Optional<SysctlRow> exact = Optional.ofNullable(rows.get(key.canonical()));
    String device = key.device().orElse("all");
    if (exact.isPresent() || device.equals("all") || device.equals("default")) {
      return exact;
    }
    for (Placeholder any : Placeholder.values()) {
      SysctlRow row = any == Placeholder.NONE ? null : rows.get(key.on(any.toString()));
      if (row != null && !device.equals("lo")) {
        return Optional.of(row);
      }
    }
    return exact;
  }
}
