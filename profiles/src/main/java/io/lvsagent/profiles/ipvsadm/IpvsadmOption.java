package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.profiles.config.ConfigKeys;
import java.util.List;
import java.util.Optional;

/** An option of {@code ipvsadm} and the key of a config with the same meaning. */
enum IpvsadmOption {
  TCP("tcp", "-t", "--tcp-service"),
  UDP("udp", "-u", "--udp-service"),
  SCTP("sctp", "--sctp-service"),
  FWMARK(ConfigKeys.FWMARK, "-f", "--fwmark-service"),
  IPV6(ConfigKeys.FAMILY, Takes.NOTHING, "ipv6", "-6", "--ipv6"),
  SCHEDULER(ConfigKeys.SCHEDULER, "-s", "--scheduler"),
  PERSISTENT(ConfigKeys.PERSISTENT, Takes.MAYBE, "true", "-p", "--persistent"),
  NETMASK(ConfigKeys.NETMASK, "-M", "--netmask"),
  // ipvsadm 1.26 saves it without dashes.
  ENGINE(ConfigKeys.ENGINE, "--pe", "pe"),
  ONE_PACKET(ConfigKeys.ONE_PACKET, Takes.NOTHING, "true", "-o", "--ops", "ops"),
  FLAGS(ConfigKeys.FLAGS, "-b", "--sched-flags"),
  RIP(ConfigKeys.RIP, "-r", "--real-server"),
  DIRECT(ConfigKeys.METHOD, Takes.NOTHING, "direct", "-g", "--gatewaying"),
  TUNNELLED(ConfigKeys.METHOD, Takes.NOTHING, "tunnel", "-i", "--ipip"),
  MASQUERADE(ConfigKeys.METHOD, Takes.NOTHING, "masquerade", "-m", "--masquerading"),
  WEIGHT(ConfigKeys.WEIGHT, "-w", "--weight"),
  UPPER(ConfigKeys.UPPER, "-x", "--u-threshold"),
  LOWER(ConfigKeys.LOWER, "-y", "--l-threshold"),
  TUNNEL(ConfigKeys.TUNNEL, "--tun-type"),
  TUNNEL_PORT(ConfigKeys.TUNNEL_PORT, "--tun-port"),
  NO_CHECKSUM(ConfigKeys.CHECKSUM, Takes.NOTHING, "none", "--tun-nocsum"),
  CHECKSUM(ConfigKeys.CHECKSUM, Takes.NOTHING, "standard", "--tun-csum"),
  REMOTE_CHECKSUM(ConfigKeys.CHECKSUM, Takes.NOTHING, "remote", "--tun-remcsum"),
  INTERFACE(ConfigKeys.INTERFACE, "--mcast-interface"),
  SYNC_ID(ConfigKeys.ID, "--syncid");

  /** The words that follow an option: none, perhaps one, or exactly one. */
  enum Takes {
    NOTHING,
    MAYBE,
    WORD
  }

  private final String key;
  private final Takes takes;
  private final String value;
  private final List<String> spellings;

  IpvsadmOption(String key, String... spellings) {
    this(key, Takes.WORD, "", spellings);
  }

  IpvsadmOption(String key, Takes takes, String value, String... spellings) {
    this.key = key;
    this.takes = takes;
    this.value = value;
    this.spellings = List.of(spellings);
  }

  static Optional<IpvsadmOption> of(String spelling) {
    for (IpvsadmOption option : values()) {
      if (option.spellings.contains(spelling)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  String key() {
    return key;
  }

  Takes takes() {
    return takes;
  }

  /** Returns the value of the key if no word follows the option. */
  String value() {
    return value;
  }
}
