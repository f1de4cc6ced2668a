package io.lvsagent.iface.nft;

import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Other;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The packet filter for what arrives for this host: the chains of hooks prerouting and input. It
 * tells what certainly happens to a packet from what may happen.
 *
 * @param tables those of one address family, and those of family inet
 */
public record InputFilter(List<Table> tables) {
  /** A filter without rules. */
  public static final InputFilter NONE = new InputFilter(List.of());

  private static final Set<String> HOOKS = Set.of("prerouting", "input");

  /** What becomes of a packet. */
  public enum Fate {
    PASSES,
    MAY_BE_DROPPED,
    DROPPED
  }

  /**
   * A decision about a packet.
   *
   * @param chain the chain that drops it; empty if it passes
   * @param rule its rule, or the policy
   * @param unless the first rule that may accept it before; empty if there is none, and if it is
   *     unknown whether the packet meets the conditions of the one that drops
   */
  public record Verdict(Fate fate, String chain, String rule, String unless) {
    static final Verdict PASSES = new Verdict(Fate.PASSES, "", "", "");
  }

  /**
   * The first packet of something that other hosts send.
   *
   * @param protocol its number, as IPPROTO_IPIP
   * @param port the destination port, if the protocol has one
   */
  public record Packet(boolean v6, int protocol, Optional<Integer> port) {
    /** The names of /etc/protocols, which differ from system to system; ipip is protocol 94. */
    private static final List<List<String>> NAMES =
        List.of(
            List.of("4", "ipencap", "ipv4"),
            List.of("41", "ipv6"),
            List.of("47", "gre"),
            List.of("17", "udp"),
            List.of("6", "tcp"),
            List.of("1", "icmp"),
            List.of("58", "ipv6-icmp", "icmpv6"),
            List.of("132", "sctp"),
            List.of("33", "dccp"),
            List.of("136", "udplite"),
            List.of("50", "esp"),
            List.of("51", "ah"));

    private List<String> names() {
      String number = Integer.toString(protocol);
      return NAMES.stream()
          .filter(names -> names.contains(number))
          .findFirst()
          .orElse(List.of(number));
    }

    /** Returns empty if it is unknown whether the packet meets the condition. */
    Optional<Boolean> meets(FieldMatch match) {
      String field = match.protocol() + " " + match.field();
      Optional<Boolean> met =
          switch (field) {
            case "meta l4proto", "ip protocol", "ip6 nexthdr" -> isOneOf(match, names());
            case "meta nfproto" -> isOneOf(match, List.of(v6 ? "ipv6" : "ipv4"));
            case "meta iifname", "meta iif" ->
                match.values().equals(List.of("lo")) ? Optional.of(false) : Optional.empty();
            case "udp dport", "th dport" -> port.flatMap(p -> isOneOf(match, List.of("" + p)));
            default -> Optional.empty();
          };
      return met.map(is -> is != match.not());
    }

    /** The same for a condition that the destination port is in a range. */
    Optional<Boolean> meets(int from, int to) {
      return port.map(number -> number >= from && number <= to);
    }

    private static Optional<Boolean> isOneOf(FieldMatch match, List<String> names) {
      return Optional.of(match.values().stream().anyMatch(names::contains));
    }

    /** Returns true if the packet certainly has no such header. */
    boolean lacks(String header) {
      return switch (header) {
        case "ip" -> v6;
        case "ip6" -> !v6;
        case "meta", "th", "ether", "vlan" -> false;
        default -> NAMES.stream().anyMatch(n -> n.contains(header)) && !names().contains(header);
      };
    }
  }

  public InputFilter {
    tables = List.copyOf(tables);
  }

  /** Returns what becomes of a packet that comes in by another device than lo. */
  public Verdict of(Packet packet) {
    Verdict worst = Verdict.PASSES;
    boolean tracked = tables.stream().noneMatch(InputFilter::stopsTracking);
    for (Table table : tables) {
      boolean sleeps = table.others().stream().anyMatch(other -> other.contains("dormant"));
      for (Chain chain : sleeps ? List.<Chain>of() : table.chains()) {
        if (chain.hook().filter(hook -> HOOKS.contains(hook.name())).isPresent()) {
          Verdict verdict = new FilterWalk(table, packet, tracked).of(chain);
          worst = verdict.fate().compareTo(worst.fate()) > 0 ? verdict : worst;
        }
      }
    }
    return worst;
  }

  private static boolean stopsTracking(Table table) {
    return table.chains().stream()
        .flatMap(chain -> chain.rules().stream())
        .flatMap(List::stream)
        .anyMatch(
            one -> one instanceof Other other && other.json().matches(".*(notrack|\"CT\").*"));
  }
}
