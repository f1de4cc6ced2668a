package io.lvsagent.iface.nft;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Other;
import java.util.List;
import java.util.Optional;

/**
 * The packet filter for ARP: tables of family arp, or those of arptables. It reports what the rules
 * certainly do; a packet that they may drop passes here.
 */
public record ArpFilter(List<Table> tables) {
  /** A filter without rules. */
  public static final ArpFilter NONE = new ArpFilter(List.of());

  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final String REQUEST = "request";

  /** What becomes of a packet. */
  public enum Fate {
    PASSES,
    DROPPED,
    /** It leaves with another sender. */
    DISGUISED
  }

  /**
   * A decision about a packet.
   *
   * @param where the chain that decides; empty for a packet that passes
   */
  public record Verdict(Fate fate, String where) {
    private static final Verdict PASSES = new Verdict(Fate.PASSES, "");

    public boolean passes() {
      return fate == Fate.PASSES;
    }
  }

  /**
   * A packet of which one address is known.
   *
   * @param field the field of the known address, as nft names it
   */
  private record Packet(String hook, String device, String operation, String field, Ip address) {
    /** Returns empty if it is unknown whether the packet meets the condition. */
    Optional<Boolean> meets(FieldMatch match) {
      if (match.protocol().equals("meta")) {
        return onDevice(match);
      } else if (!match.protocol().equals("arp")) {
        return Optional.empty();
      }
      Optional<Boolean> found =
          switch (match.field()) {
            case "operation" -> isOneOf(match, operation, operation.equals(REQUEST) ? "1" : "2");
            case "htype" -> isOneOf(match, "1", "ether");
            case "hlen" -> isOneOf(match, "6", "");
            case "plen" -> isOneOf(match, "4", "");
            default -> match.field().equals(field) ? isIn(match) : Optional.empty();
          };
      return found.map(met -> met != match.not());
    }

    private static Optional<Boolean> isOneOf(FieldMatch match, String value, String alias) {
      return Optional.of(match.values().contains(value) || match.values().contains(alias));
    }

    private Optional<Boolean> isIn(FieldMatch match) {
      try {
        return Optional.of(
            match.values().stream().anyMatch(value -> IpPrefix.parse(value).contains(address)));
      } catch (IllegalArgumentException noAddress) {
        return Optional.empty();
      }
    }

    private Optional<Boolean> onDevice(FieldMatch match) {
      boolean own = match.field().equals(hook.equals(INPUT) ? "iifname" : "oifname");
      boolean pattern = match.values().stream().anyMatch(name -> name.contains("*"));
      return own && !pattern
          ? Optional.of(match.values().contains(device) != match.not())
          : Optional.empty();
    }
  }

  public ArpFilter {
    tables = List.copyOf(tables);
  }

  /** Returns what becomes of the answer to a neighbour that asks by a device for an address. */
  public Verdict answer(String device, Ip asked) {
    Verdict request = verdict(new Packet(INPUT, device, REQUEST, "daddr ip", asked));
    return request.passes()
        ? verdict(new Packet(OUTPUT, device, "reply", "saddr ip", asked))
        : request;
  }

  /** Returns what becomes of a request of this host that has an address as its sender. */
  public Verdict question(String device, Ip sender) {
    return verdict(new Packet(OUTPUT, device, REQUEST, "saddr ip", sender));
  }

  private Verdict verdict(Packet packet) {
    for (Table table : tables) {
      boolean sleeps = table.others().stream().anyMatch(other -> other.contains("dormant"));
      for (Chain chain : sleeps ? List.<Chain>of() : table.chains()) {
        if (chain.hook().filter(hook -> hook.name().equals(packet.hook)).isPresent()) {
          Fate fate = fate(chain, chain.hook().get().policy(), packet);
          if (fate != Fate.PASSES) {
            return new Verdict(fate, "table " + table.name() + ", chain " + chain.name());
          }
        }
      }
    }
    return Verdict.PASSES;
  }

  private static Fate fate(Chain chain, String policy, Packet packet) {
    Fate fate = Fate.PASSES;
    for (List<Statement> rule : chain.rules()) {
      switch (effect(rule, packet)) {
        case DROPS -> {
          return Fate.DROPPED;
        }
        case ACCEPTS -> {
          return fate;
        }
        case MAY_ACCEPT -> {
          return Fate.PASSES;
        }
        case DISGUISES -> fate = Fate.DISGUISED;
        case NOTHING -> {}
      }
    }
    return policy.equals("drop") ? Fate.DROPPED : fate;
  }

  /** What a rule does to a packet; one that may drop it does nothing that is certain. */
  private enum Effect {
    NOTHING,
    DISGUISES,
    DROPS,
    ACCEPTS,
    MAY_ACCEPT
  }

  private static Effect effect(List<Statement> rule, Packet packet) {
    boolean certain = true;
    for (Statement statement : rule) {
      if (isCondition(statement)) {
        Optional<Boolean> met =
            statement instanceof FieldMatch match ? packet.meets(match) : Optional.empty();
        if (met.isPresent() && !met.get()) {
          return Effect.NOTHING;
        }
        certain &= met.isPresent();
      } else if (statement instanceof Other other && !isNeutral(other)) {
        return effect(other, certain, packet);
      }
    }
    return Effect.NOTHING;
  }

  private static boolean isCondition(Statement statement) {
    return statement instanceof FieldMatch
        || statement instanceof Other other && other.json().startsWith("{\"match\":");
  }

  private static boolean isNeutral(Other statement) {
    return statement.json().startsWith("{\"counter\":") || statement.json().startsWith("{\"log\":");
  }

  private static Effect effect(Other action, boolean certain, Packet packet) {
    String json = action.json();
    if (json.equals("{\"drop\":null}")) {
      return certain ? Effect.DROPS : Effect.NOTHING;
    }
    if (isDisguise(json)) {
      return certain && packet.hook.equals(OUTPUT) ? Effect.DISGUISES : Effect.NOTHING;
    }
    return certain && json.equals("{\"accept\":null}") ? Effect.ACCEPTS : Effect.MAY_ACCEPT;
  }

  /** Returns true for {@code arp saddr ip set IP}, and for arptables' {@code -j mangle}. */
  private static boolean isDisguise(String json) {
    return json.startsWith(
            "{\"mangle\":{\"key\":{\"payload\":{\"field\":\"saddr ip\",\"protocol\":\"arp\"}}")
        || json.equals("{\"xt\":{\"name\":\"mangle\",\"type\":\"target\"}}");
  }
}
