package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.profiles.config.ConfigKeys;
import java.util.List;
import java.util.Optional;

/**
 * An option of {@code ipvsadm} and the key of a config with the same meaning.
 *
 * @param value the value of the key if no word follows the option
 */
record IpvsadmOption(String key, Takes takes, String value, List<String> spellings) {
  /** The words that follow an option: none, perhaps one, or exactly one. */
  enum Takes {
    NOTHING,
    MAYBE,
    WORD
  }

  private static final List<IpvsadmOption> ALL =
      List.of(
          word("tcp", "-t", "--tcp-service"),
          word("udp", "-u", "--udp-service"),
          word("sctp", "--sctp-service"),
          word(ConfigKeys.FWMARK, "-f", "--fwmark-service"),
          flag(ConfigKeys.FAMILY, "ipv6", "-6", "--ipv6"),
          word(ConfigKeys.SCHEDULER, "-s", "--scheduler"),
          new IpvsadmOption(
              ConfigKeys.PERSISTENT, Takes.MAYBE, "true", List.of("-p", "--persistent")),
          word(ConfigKeys.NETMASK, "-M", "--netmask"),
          // ipvsadm 1.26 saves it without dashes.
          word(ConfigKeys.ENGINE, "--pe", "pe"),
          flag(ConfigKeys.ONE_PACKET, "true", "-o", "--ops", "ops"),
          word(ConfigKeys.FLAGS, "-b", "--sched-flags"),
          word(ConfigKeys.RIP, "-r", "--real-server"),
          flag(ConfigKeys.METHOD, "direct", "-g", "--gatewaying"),
          flag(ConfigKeys.METHOD, "tunnel", "-i", "--ipip"),
          flag(ConfigKeys.METHOD, "masquerade", "-m", "--masquerading"),
          word(ConfigKeys.WEIGHT, "-w", "--weight"),
          word(ConfigKeys.UPPER, "-x", "--u-threshold"),
          word(ConfigKeys.LOWER, "-y", "--l-threshold"),
          word(ConfigKeys.TUNNEL, "--tun-type"),
          word(ConfigKeys.TUNNEL_PORT, "--tun-port"),
          flag(ConfigKeys.CHECKSUM, "none", "--tun-nocsum"),
          flag(ConfigKeys.CHECKSUM, "standard", "--tun-csum"),
          flag(ConfigKeys.CHECKSUM, "remote", "--tun-remcsum"),
          word(ConfigKeys.INTERFACE, "--mcast-interface"),
          word(ConfigKeys.ID, "--syncid"));

  private static IpvsadmOption word(String key, String... spellings) {
    return new IpvsadmOption(key, Takes.WORD, "", List.of(spellings));
  }

  private static IpvsadmOption flag(String key, String value, String... spellings) {
    return new IpvsadmOption(key, Takes.NOTHING, value, List.of(spellings));
  }

  static Optional<IpvsadmOption> of(String spelling) {
    return ALL.stream().filter(option -> option.spellings.contains(spelling)).findFirst();
  }
}
