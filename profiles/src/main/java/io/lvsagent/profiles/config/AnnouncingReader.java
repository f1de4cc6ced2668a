package io.lvsagent.profiles.config;

import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;

/** Reads how a director announces and probes for the VIPs that it adds. */
final class AnnouncingReader {

  /** At the longest interval, this many take nearly as long as a systemd unit may take to start. */
  private static final int MOST = 20;

  private static final int SHORTEST_INTERVAL = 10;
  private static final int LONGEST_INTERVAL = 5000;

  private final Mapping config;
  private final Profile profile;

  AnnouncingReader(Mapping config, Profile profile) {
    this.config = config;
    this.profile = profile;
  }

  AnnounceSettings read() {
    if (profile.role() != Role.DIRECTOR || profile.vip().isEmpty()) {
      refuse(ConfigKeys.ANNOUNCE);
      refuse(ConfigKeys.PROBE);
      return AnnounceSettings.NONE;
    }
    AnnounceSettings usual = AnnounceSettings.DEFAULT;
    Mapping announce = config.mapping(ConfigKeys.ANNOUNCE);
    announce.allow(ConfigKeys.ANNOUNCEMENT);
    return new AnnounceSettings(
        (int) announce.number(ConfigKeys.COUNT, 0, MOST, usual.count()),
        (int)
            announce.number(
                ConfigKeys.INTERVAL, SHORTEST_INTERVAL, LONGEST_INTERVAL, usual.intervalMillis()),
        config.bool(ConfigKeys.PROBE, usual.probe()));
  }

  private void refuse(String key) {
    if (config.has(key)) {
      Node value = config.at(key);
      throw value.place().wrong("profile " + profile.name() + " does not use this key: remove it");
    }
  }
}
