package io.lvsagent.iface.nft;

import io.lvsagent.iface.nft.InputFilter.Fate;
import io.lvsagent.iface.nft.InputFilter.Packet;
import io.lvsagent.iface.nft.InputFilter.Verdict;
import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Other;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way of one packet through one base chain and those that it jumps to. */
final class FilterWalk {
  private static final int DEEPEST = 16;
  private static final Pattern STATES =
      Pattern.compile(
          "\\{\"match\":\\{\"left\":\\{\"ct\":\\{\"key\":\"state\"}},\"op\":\"(==|in)\".*");
  private static final Pattern STATE_MAP =
      Pattern.compile("\\{\"vmap\":.*\"key\":\\{\"ct\":\\{\"key\":\"state\"}}}}");
  private static final Pattern PAYLOAD =
      Pattern.compile(
          "\\{\"match\":\\{\"left\":\\{\"payload\":\\{\"field\":\"[^\"]*\",\"protocol\":\"(\\w+)\".*");
  private static final Pattern PORTS =
      Pattern.compile(
          "\\{\"match\":\\{\"left\":\\{\"payload\":\\{\"field\":\"dport\",\"protocol\":\"(?:udp|th)\"}},"
              + "\"op\":\"==\",\"right\":\\{\"range\":\\[(\\d+),(\\d+)]}}}");
  private static final Pattern TARGET =
      Pattern.compile("\\{\"(jump|goto)\":\\{\"target\":\"([^\"]+)\"}}");
  private static final Pattern WORD = Pattern.compile("\\{\"(\\w+)\":.*");
  private static final Pattern DROPS =
      Pattern.compile(
          "\\{\"drop\":null}|\\{\"reject\":.*"
              + "|\\{\"xt\":\\{\"name\":\"(DROP|REJECT)\",\"type\":\"target\"}}");

  /** Statements after which the rule goes on. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "counter", "log", "mangle", "notrack", "continue", "set", "ct helper", "flow", "comment");

  private static final Pattern NEUTRAL_TARGETS =
      Pattern.compile(
          "\\{\"xt\":\\{\"name\":\"(LOG|NFLOG|MARK|CONNMARK|CT|TRACE|TCPMSS|DSCP|TOS|SET|CHECKSUM)\""
              + ",\"type\":\"target\"}}");

  /** A statement that is a condition, of which nothing is known. */
  private static final Pattern CONDITION =
      Pattern.compile("\\{\"(match|limit|quota|ct count)\":.*|\\{\"xt\":.*\"type\":\"match\".*");

  private final Table table;
  private final Packet packet;
  private final boolean tracked;
  private String place = "";
  private String drop = "";
  private String accept = "";
  private String unless = "";

  FilterWalk(Table table, Packet packet, boolean tracked) {
    this.table = table;
    this.packet = packet;
    this.tracked = tracked;
  }

  Verdict of(Chain base) {
    if (!ends(base, true, 0)) {
      String policy = base.hook().orElseThrow().policy();
      if (policy.equals("drop")) {
        dropped(base, "policy drop");
      } else {
        accepted(base, "policy accept");
      }
    }
    if (drop.isEmpty()) {
      return Verdict.PASSES;
    }
    return new Verdict(accept.isEmpty() ? Fate.DROPPED : Fate.MAY_BE_DROPPED, place, drop, unless);
  }

  private void dropped(Chain chain, String rule) {
    if (drop.isEmpty()) {
      place = place(chain);
      drop = rule;
      unless = accept;
    }
  }

  private void accepted(Chain chain, String rule) {
    accept = accept.isEmpty() ? place(chain) + ": " + rule : accept;
  }

  private String place(Chain chain) {
    return "table " + table.name() + ", chain " + chain.name();
  }

  /**
   * Returns true if the packet certainly gets no further than the chain.
   *
   * @param matters true if a drop in it is a drop of such packets, and not of those of some host
   */
  private boolean ends(Chain chain, boolean matters, int depth) {
    boolean mayReturn = false;
    for (List<Statement> rule : chain.rules()) {
      Optional<Boolean> met = met(rule);
      if (met.isPresent() && !met.get()) {
        continue;
      }
      boolean certain = met.isPresent();
      switch (effect(chain, rule, certain, matters, depth)) {
        case ENDS -> {
          if (certain) {
            return !mayReturn;
          }
        }
        case RETURNS -> {
          if (certain) {
            return false;
          }
          mayReturn = true;
        }
        case GOES_ON -> {}
      }
    }
    return false;
  }

  private enum Effect {
    GOES_ON,
    RETURNS,
    ENDS
  }

  /** Returns what a rule does to a packet that meets its conditions. */
  private Effect effect(
      Chain chain, List<Statement> rule, boolean certain, boolean matters, int depth) {
    boolean about = certain ? matters : isAboutProtocol(rule);
    for (Statement statement : rule) {
      if (!(statement instanceof Other other) || isCondition(other)) {
        continue;
      }
      String json = other.json();
      Matcher target = TARGET.matcher(json);
      if (DROPS.matcher(json).matches()) {
        if (about) {
          dropped(chain, text(rule));
        }
        return Effect.ENDS;
      } else if (json.equals("{\"return\":null}")) {
        return Effect.RETURNS;
      } else if (target.matches()) {
        boolean ends = follows(target.group(2), chain, rule, about, depth);
        boolean leaves = target.group(1).equals("goto");
        return ends ? Effect.ENDS : leaves ? Effect.RETURNS : Effect.GOES_ON;
      } else if (json.equals("{\"accept\":null}")) {
        accepted(chain, text(rule));
        return Effect.ENDS;
      } else if (!isNeutral(json)) {
        accepted(chain, text(rule));
        return Effect.GOES_ON;
      }
    }
    return Effect.GOES_ON;
  }

  private boolean follows(String name, Chain from, List<Statement> rule, boolean about, int depth) {
    for (Chain chain : table.chains()) {
      if (chain.name().equals(name) && depth < DEEPEST) {
        return ends(chain, about, depth + 1);
      }
    }
    accepted(from, text(rule));
    return false;
  }

  private boolean isNeutral(String json) {
    Matcher word = WORD.matcher(json);
    boolean states = STATE_MAP.matcher(json).matches() && tracked && !namesNew(json);
    return states
        || NEUTRAL_TARGETS.matcher(json).matches()
        || word.matches() && NEUTRAL.contains(word.group(1));
  }

  private Optional<Boolean> met(List<Statement> rule) {
    Optional<Boolean> met = Optional.of(true);
    for (Statement statement : rule) {
      Optional<Boolean> one = met(statement);
      if (one.isPresent() && !one.get()) {
        return one;
      }
      met = one.isPresent() ? met : one;
    }
    return met;
  }

  private Optional<Boolean> met(Statement statement) {
    if (statement instanceof FieldMatch match) {
      return packet.lacks(match.protocol()) ? Optional.of(false) : packet.meets(match);
    }
    if (!(statement instanceof Other other) || !isCondition(other)) {
      return Optional.of(true);
    }
    if (STATES.matcher(other.json()).matches() && tracked) {
      return Optional.of(namesNew(other.json()));
    }
    Matcher payload = PAYLOAD.matcher(other.json());
    if (payload.matches() && packet.lacks(payload.group(1))) {
      return Optional.of(false);
    }
    Matcher ports = PORTS.matcher(other.json());
    return ports.matches()
        ? packet.meets(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)))
        : Optional.empty();
  }

  /** A tunnel has no answers, so that each of its packets is the first of a connection. */
  private static boolean namesNew(String json) {
    return json.contains("\"new\"");
  }

  private static boolean isCondition(Other statement) {
    return CONDITION.matcher(statement.json()).matches();
  }

  private static boolean isAboutProtocol(List<Statement> rule) {
    return rule.stream()
        .anyMatch(
            one ->
                one instanceof FieldMatch match
                    && !match.not()
                    && Set.of("l4proto", "protocol", "nexthdr", "dport").contains(match.field()));
  }

  private static String text(List<Statement> rule) {
    if (rule.get(0) instanceof Other other && other.isRemark()) {
      return other.text();
    }
    StringJoiner text = new StringJoiner(" ");
    rule.forEach(statement -> text.add(statement.text()));
    return text.toString();
  }
}
