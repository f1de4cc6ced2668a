package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.profiles.config.BalancingReader;
import io.lvsagent.profiles.config.RealServerReader;
import io.lvsagent.profiles.config.VirtualServerReader;
import io.lvsagent.profiles.config.VirtualServiceReader;
import java.util.List;
import java.util.Optional;

/** What {@code ipvsadm} takes besides its command, and the key of a config that says the same. */
enum IpvsadmOption {
  TCP("tcp", "-t", "--tcp-service"),
  UDP("udp", "-u", "--udp-service"),
  SCTP("sctp", "--sctp-service"),
  FWMARK(VirtualServerReader.FWMARK, "-f", "--fwmark-service"),
  IPV6(VirtualServerReader.FAMILY, Takes.NOTHING, "ipv6", "-6", "--ipv6"),
  SCHEDULER(VirtualServiceReader.SCHEDULER, "-s", "--scheduler"),
  PERSISTENT(VirtualServiceReader.PERSISTENT, Takes.MAYBE, "true", "-p", "--persistent"),
  NETMASK(VirtualServiceReader.NETMASK, "-M", "--netmask"),
  // Without dashes: so ipvsadm 1.26 saves it.
  ENGINE(VirtualServiceReader.ENGINE, "--pe", "pe"),
  ONE_PACKET(VirtualServiceReader.ONE_PACKET, Takes.NOTHING, "true", "-o", "--ops", "ops"),
  FLAGS(VirtualServiceReader.FLAGS, "-b", "--sched-flags"),
  RIP(RealServerReader.RIP, "-r", "--real-server"),
  DIRECT(RealServerReader.METHOD, Takes.NOTHING, "direct", "-g", "--gatewaying"),
  TUNNELLED(RealServerReader.METHOD, Takes.NOTHING, "tunnel", "-i", "--ipip"),
  MASQUERADE(RealServerReader.METHOD, Takes.NOTHING, "masquerade", "-m", "--masquerading"),
  WEIGHT(RealServerReader.WEIGHT, "-w", "--weight"),
  UPPER(RealServerReader.UPPER, "-x", "--u-threshold"),
  LOWER(RealServerReader.LOWER, "-y", "--l-threshold"),
  TUNNEL(RealServerReader.TUNNEL, "--tun-type"),
  TUNNEL_PORT(RealServerReader.TUNNEL_PORT, "--tun-port"),
  NO_CHECKSUM(RealServerReader.CHECKSUM, Takes.NOTHING, "none", "--tun-nocsum"),
  CHECKSUM(RealServerReader.CHECKSUM, Takes.NOTHING, "standard", "--tun-csum"),
  REMOTE_CHECKSUM(RealServerReader.CHECKSUM, Takes.NOTHING, "remote", "--tun-remcsum"),
  INTERFACE(BalancingReader.INTERFACE, "--mcast-interface"),
  SYNC_ID(BalancingReader.ID, "--syncid");

  /** Whether a word follows it. */
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

  /** What it says where no word follows. */
  String value() {
    return value;
  }
}
