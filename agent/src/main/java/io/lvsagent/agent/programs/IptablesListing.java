package io.lvsagent.agent.programs;

import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code iptables-save} prints, as the tables that nftables would have for it. */
final class IptablesListing {
  private static final Pattern CHAIN = Pattern.compile(":(\\S+) (\\S+).*");
  private static final Pattern WORDS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\S+");
  private static final String UNKNOWN = "{\"match\":null}";

  /** Modules of matches that match everything unless they have an option. */
  private static final Set<String> PLAIN =
      Set.of("tcp", "udp", "icmp", "icmp6", "conntrack", "state", "comment");

  private final TableName name;
  private final Map<String, Chain.Hook> hooks = new HashMap<>();
  private final Map<String, List<List<Statement>>> rules = new LinkedHashMap<>();

  private IptablesListing(TableName name) {
    this.name = name;
  }

  static List<Table> read(String family, String listing) {
    List<Table> tables = new ArrayList<>();
    IptablesListing table = new IptablesListing(new TableName(family, ""));
    for (String line : listing.lines().toList()) {
      if (line.startsWith("*")) {
        table = new IptablesListing(new TableName(family, line.substring(1).strip()));
      } else if (line.equals("COMMIT")) {
        tables.add(table.built());
      } else {
        table.take(line);
      }
    }
    return tables;
  }

  private Table built() {
    List<Chain> chains = new ArrayList<>();
    rules.forEach(
        (chain, list) -> chains.add(new Chain(chain, Optional.ofNullable(hooks.get(chain)), list)));
    return new Table(name, chains, List.of());
  }

  private void take(String line) {
    Matcher chain = CHAIN.matcher(line);
    if (chain.matches()) {
      String policy = chain.group(2).toLowerCase(Locale.ROOT);
      String hook = chain.group(1).toLowerCase(Locale.ROOT);
      if (!policy.equals("-")) {
        hooks.put(chain.group(1), new Chain.Hook("filter", hook, 0, policy));
      }
      rules.put(chain.group(1), new ArrayList<>());
    } else if (line.startsWith("-A ")) {
      List<String> words = WORDS.matcher(line).results().map(found -> found.group()).toList();
      List<List<Statement>> list = rules.get(words.get(1));
      if (list != null) {
        list.add(rule(line, words));
      }
    }
  }

  /** Reads {@code -A INPUT -i eth0 ! -p udp -m udp --dport 6080 -j DROP}. */
  private List<Statement> rule(String line, List<String> words) {
    List<Statement> rule = new ArrayList<>(List.of(Statement.Other.remark(line)));
    boolean not = false;
    for (int i = 2; i < words.size(); i++) {
      String value = i + 1 < words.size() ? words.get(i + 1) : "";
      switch (words.get(i)) {
        case "!" -> {
          not = true;
          continue;
        }
        case "-j", "-g" -> {
          rule.add(target(words.get(i), value));
          return rule;
        }
        case "-p" -> rule.add(new Statement.FieldMatch("meta", "l4proto", not, List.of(value)));
        case "-i" ->
            rule.add(
                value.endsWith("+")
                    ? other(UNKNOWN)
                    : new Statement.FieldMatch("meta", "iifname", not, List.of(value)));
        case "--dport" -> rule.add(ports(value, not));
        case "--ctstate", "--state" -> rule.add(not ? other(UNKNOWN) : states(value));
        case "--comment" -> {}
        case "-m" -> {
          if (!PLAIN.contains(value)) {
            rule.add(other(UNKNOWN));
          }
        }
        default -> {
          rule.add(other(UNKNOWN));
          not = false;
          continue;
        }
      }
      i++;
      not = false;
    }
    return rule;
  }

  private static Statement ports(String value, boolean not) {
    String[] ends = value.split(":");
    if (ends.length == 1) {
      return new Statement.FieldMatch("th", "dport", not, List.of(value));
    }
    return other(
        ("{\"match\":{\"left\":{\"payload\":{\"field\":\"dport\",\"protocol\":\"th\"}},"
                + "\"op\":\"%s\",\"right\":{\"range\":[%s,%s]}}}")
            .formatted(not ? "!=" : "==", ends[0], ends[1]));
  }

  private static Statement states(String list) {
    String states = String.join("\",\"", list.toLowerCase(Locale.ROOT).split(","));
    return other(
        "{\"match\":{\"left\":{\"ct\":{\"key\":\"state\"}},\"op\":\"in\",\"right\":[\"%s\"]}}"
            .formatted(states));
  }

  private Statement target(String option, String target) {
    return other(
        switch (target) {
          case "ACCEPT", "DROP", "REJECT", "RETURN" ->
              "{\"" + target.toLowerCase(Locale.ROOT) + "\":null}";
          default ->
              rules.containsKey(target)
                  ? "{\"%s\":{\"target\":\"%s\"}}"
                      .formatted(option.equals("-g") ? "goto" : "jump", target)
                  : "{\"xt\":{\"name\":\"" + target + "\",\"type\":\"target\"}}";
        });
  }

  private static Statement other(String json) {
    return new Statement.Other(json);
  }
}
