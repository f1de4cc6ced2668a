package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.util.Optional;
import java.util.Set;

/**
 * A routing rule (linux/fib_rules.h, struct fib_rule_hdr).
 *
 * @param priority the kernel asks rules of a lower number first
 * @param action FR_ACT_*
 * @param from the sources that it applies to, or empty for all
 * @param to the destinations that it applies to, or empty for all
 * @param iif the device that packets come in by, {@code lo} for those of this host, or empty
 * @param mask the bits of the mark that are compared, or 0 if it is not compared
 * @param suppressed routes with a prefix of at most this length are skipped; -1 skips none
 * @param inverted true if the rule applies to packets that do not match
 * @param l3mdev true if the table is that of the packet's VRF
 * @param mentionsMore true if the rule also depends on what a lookup of ours does not have, such as
 *     ports or the user
 */
public record Rule(
    boolean v6,
    int priority,
    int action,
    int table,
    Optional<IpPrefix> from,
    Optional<IpPrefix> to,
    String iif,
    int mark,
    int mask,
    int suppressed,
    boolean inverted,
    boolean l3mdev,
    boolean mentionsMore) {
  private static final int TO_TABLE = 1;
  private static final int BLACKHOLE = 6;
  private static final int UNREACHABLE = 7;
  private static final int PROHIBIT = 8;
  private static final String ALL = "all";

  /** The priorities of the rules to local, main and default (fib_default_rules_init). */
  private static final Set<Integer> INITIAL = Set.of(0, 0x7FFE, 0x7FFF);

  /** Returns true if the rule leads to a table by number. */
  boolean isToTable() {
    return action == TO_TABLE && !l3mdev;
  }

  /** Returns true if the rule has the priority of one that every namespace begins with. */
  boolean isInitial() {
    return INITIAL.contains(priority);
  }

  /** Returns true if the rule by itself drops what matches it. */
  boolean drops() {
    return action == BLACKHOLE || action == UNREACHABLE || action == PROHIBIT;
  }

  /** Returns true if the rule applies to a packet, as far as a lookup of ours can tell. */
  boolean matches(Lookup.Packet packet) {
    boolean inVrf = !(packet instanceof Lookup.Sent sent) || !sent.vrf().isEmpty();
    String device = packet instanceof Lookup.Received in ? in.device() : "lo";
    int marked = packet instanceof Lookup.Received in ? in.mark() : 0;
    boolean matches =
        contains(to, Optional.of(packet.destination()))
            && contains(from, packet.source())
            && (iif.isEmpty() || iif.equals(device))
            && ((marked ^ mark) & mask) == 0
            && (inVrf || !l3mdev);
    return matches != inverted && !mentionsMore;
  }

  private static boolean contains(Optional<IpPrefix> prefix, Optional<Ip> ip) {
    return prefix.isEmpty() || ip.isPresent() && prefix.get().contains(ip.get());
  }

  /** Returns the rule as {@code ip rule} shows it: {@code 100: from all iif eth0 lookup 7}. */
  @Override
  public String toString() {
    return priority
        + ": "
        + (inverted ? "not " : "")
        + "from "
        + from.map(IpPrefix::toString).orElse(ALL)
        + to.map(prefix -> " to " + prefix).orElse("")
        + (mask == 0 ? "" : " fwmark 0x" + Integer.toHexString(mark))
        + (iif.isEmpty() ? "" : " iif " + iif)
        + switch (action) {
          case TO_TABLE -> l3mdev ? " lookup l3mdev-table" : " lookup " + Route.tableName(table);
          case BLACKHOLE -> " blackhole";
          case UNREACHABLE -> " unreachable";
          case PROHIBIT -> " prohibit";
          default -> " action " + action;
        };
  }
}
