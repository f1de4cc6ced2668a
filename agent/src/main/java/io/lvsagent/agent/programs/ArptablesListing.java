package io.lvsagent.agent.programs;

import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code arptables -L -n} prints, as the table that nftables would have for it. */
final class ArptablesListing {
  private static final Pattern CHAIN = Pattern.compile("Chain (\\S+) \\((?:policy (\\w+).*|.*)\\)");
  private static final String UNKNOWN = "{\"match\":null}";

  private ArptablesListing() {}

  static Table read(String listing) {
    List<Chain> chains = new ArrayList<>();
    List<List<Statement>> rules = new ArrayList<>();
    for (String line : listing.lines().toList()) {
      Matcher chain = CHAIN.matcher(line);
      if (chain.matches()) {
        rules = new ArrayList<>();
        chains.add(chain(chain.group(1), Optional.ofNullable(chain.group(2)), rules));
      } else if (!line.isBlank() && !chains.isEmpty()) {
        rules.add(rule(line, chains.get(chains.size() - 1).name()));
        Chain last = chains.remove(chains.size() - 1);
        chains.add(new Chain(last.name(), last.hook(), rules));
      }
    }
    return new Table(new TableName("arp", "filter"), chains, List.of());
  }

  private static Chain chain(String name, Optional<String> policy, List<List<Statement>> rules) {
    Optional<Chain.Hook> hook =
        policy.map(
            word ->
                new Chain.Hook(
                    "filter", name.toLowerCase(Locale.ROOT), 0, word.toLowerCase(Locale.ROOT)));
    return new Chain(name, hook, rules);
  }

  /** Reads {@code -j DROP -i eth0 -d 10.78.0.0/24 ! -s 10.78.0.1 --opcode 1}. */
  private static List<Statement> rule(String line, String chain) {
    String[] words = line.trim().split("\\s+");
    List<Statement> conditions = new ArrayList<>();
    Statement target = other("{\"counter\":null}");
    boolean not = false;
    for (int i = 0; i + 1 < words.length; i++) {
      if (words[i].equals("!")) {
        not = true;
      } else if (words[i].equals("-j")) {
        target = target(words[++i], line);
      } else {
        condition(words[i], not, words[++i], chain).ifPresent(conditions::add);
        not = false;
      }
    }
    conditions.add(target);
    return conditions;
  }

  private static Statement target(String name, String line) {
    return other(
        switch (name) {
          case "DROP", "ACCEPT" -> "{\"" + name.toLowerCase(Locale.ROOT) + "\":null}";
          case "mangle" ->
              line.contains("--mangle-ip-s")
                  ? "{\"xt\":{\"name\":\"mangle\",\"type\":\"target\"}}"
                  : "{\"accept\":null}";
          default -> "{\"jump\":{\"target\":\"" + name + "\"}}";
        });
  }

  private static Optional<Statement> condition(
      String option, boolean not, String value, String chain) {
    return switch (option) {
      case "-s" -> Optional.of(match("saddr ip", not, value));
      case "-d" -> Optional.of(match("daddr ip", not, value));
      case "--opcode" -> Optional.of(match("operation", not, value.toLowerCase(Locale.ROOT)));
      case "-i", "-o" ->
          Optional.of(not || value.endsWith("+") ? other(UNKNOWN) : device(option, value, chain));
      // what a mangle target writes
      case "--mangle-ip-s", "--mangle-ip-d", "--mangle-mac-s", "--mangle-mac-d" -> Optional.empty();
      default -> Optional.of(other(UNKNOWN));
    };
  }

  private static Statement match(String field, boolean not, String value) {
    return new Statement.FieldMatch("arp", field, not, List.of(value));
  }

  private static Statement device(String option, String name, String chain) {
    String key = option.equals("-i") ? "iifname" : "oifname";
    boolean ends = chain.equals("INPUT") == option.equals("-i");
    return ends ? new Statement.FieldMatch("meta", key, false, List.of(name)) : other(UNKNOWN);
  }

  private static Statement other(String json) {
    return new Statement.Other(json);
  }
}
