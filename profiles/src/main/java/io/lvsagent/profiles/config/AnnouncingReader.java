package io.lvsagent.profiles.config;

import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import java.util.List;

/** Reads what the neighbours of a director are asked and told. */
final class AnnouncingReader {
  static final String ANNOUNCE = "announce";
  static final String PROBE = "probe";
  private static final String COUNT = "count";
  private static final String INTERVAL = "interval-ms";

  /** At the longest interval nearly as long as a start may take in a unit. */
  private static final int MOST = 20;

  private static final int SHORTEST_INTERVAL = 10;
  private static final int LONGEST_INTERVAL = 5000;

  private final Mapping own;
  private final Profile profile;

  AnnouncingReader(Mapping own, Profile profile) {
    this.own = own;
    this.profile = profile;
  }

  AnnounceSettings read() {
    if (profile.role() != Role.DIRECTOR || profile.vip().isEmpty()) {
      refuse(ANNOUNCE);
      refuse(PROBE);
      return AnnounceSettings.NONE;
    }
    AnnounceSettings usual = AnnounceSettings.DEFAULT;
    Mapping announce = own.mapping(ANNOUNCE);
    announce.allow(List.of(COUNT, INTERVAL));
    return new AnnounceSettings(
        (int) announce.number(COUNT, 0, MOST, usual.count()),
        (int)
            announce.number(INTERVAL, SHORTEST_INTERVAL, LONGEST_INTERVAL, usual.intervalMillis()),
        own.truth(PROBE, usual.probe()));
  }

  private void refuse(String key) {
    if (own.has(key)) {
      Node value = own.at(key);
      throw value.place().wrong("profile " + profile.name() + " has no use for it: leave it out");
    }
  }
}
