package io.lvsagent.agent.nftjson;

import io.lvsagent.agent.nftjson.JsonValue.Fields;
import io.lvsagent.agent.nftjson.JsonValue.Raw;
import io.lvsagent.agent.nftjson.JsonValue.Text;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a table from the answer to {@code nft -j list table}, or from the ledger. */
public final class TableReader {
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z.:_-]+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

  private final TableName name;
  private final List<String> others = new ArrayList<>();
  private final Map<String, Draft> chains = new LinkedHashMap<>();
  private boolean named;

  /** A chain whose rules are still being read. */
  private record Draft(Optional<Chain.Hook> hook, List<List<Statement>> rules) {}

  private TableReader(TableName name) {
    this.name = name;
  }

  /** Throws IllegalArgumentException where the text is no listing of that table. */
  public static Table read(TableName name, String json) {
    TableReader reader = new TableReader(name);
    for (JsonValue object : JsonValue.read(json).fields().at("nftables").items()) {
      object.fields().byName().forEach((kind, its) -> reader.take(kind, its.fields()));
    }
    if (!reader.named) {
      throw new IllegalArgumentException("it has no table " + name);
    }
    List<Chain> chains = new ArrayList<>();
    reader.chains.forEach((chain, its) -> chains.add(new Chain(chain, its.hook, its.rules)));
    return new Table(name, chains, reader.others);
  }

  private void take(String kind, Fields object) {
    switch (kind) {
      case "metainfo" -> {}
      case "table" -> {
        named |= object.text("family").equals(name.family()) && is(object.at("name"), name.name());
        if (object.byName().containsKey("flags")) {
          others.add(Fields.of(kind, object).json());
        }
      }
      case "chain" -> chains.put(object.text("name"), new Draft(hook(object), new ArrayList<>()));
      case "rule" -> {
        List<Statement> rule = new ArrayList<>();
        object.at("expr").items().forEach(statement -> rule.add(statement(statement)));
        Draft its = chains.get(object.text("chain"));
        if (its == null) {
          throw new IllegalArgumentException("it has no chain for " + object.json());
        }
        its.rules.add(rule);
      }
      default -> others.add(Fields.of(kind, object).json());
    }
  }

  private static Optional<Chain.Hook> hook(Fields chain) {
    if (!chain.byName().containsKey("hook")) {
      return Optional.empty();
    }
    try {
      int priority = Integer.parseInt(chain.text("prio"));
      String policy = chain.byName().containsKey("policy") ? chain.text("policy") : "accept";
      return Optional.of(new Chain.Hook(chain.text("type"), chain.text("hook"), priority, policy));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the priority is no number in " + chain.json(), e);
    }
  }

  private static Statement statement(JsonValue json) {
    return known(json).orElseGet(() -> new Statement.Other(json.json()));
  }

  private static Optional<Statement> known(JsonValue json) {
    if (json.hasOnly("match")) {
      return match(json.at("match"));
    } else if (json.hasOnly("mangle")) {
      return mark(json.at("mangle"));
    }
    return json.equals(TableWriter.MASQUERADE)
        ? Optional.of(new Statement.Masquerade())
        : Optional.empty();
  }

  /**
   * {@code {"left":{"payload":{"field":F,"protocol":P}},"op":"==","right":VALUES}}, and the same
   * with {@code {"meta":{"key":F}}}.
   */
  private static Optional<Statement> match(JsonValue json) {
    if (!json.hasOnly("left", "op", "right")) {
      return Optional.empty();
    }
    JsonValue left = json.at("left");
    boolean meta = left.hasOnly("meta") && left.at("meta").hasOnly("key");
    if (!meta && !(left.hasOnly("payload") && left.at("payload").hasOnly("field", "protocol"))) {
      return Optional.empty();
    }
    String protocol = meta ? TableWriter.META : left.at("payload").text("protocol");
    String field = meta ? left.at("meta").text("key") : left.at("payload").text("field");
    JsonValue right = json.at("right");
    boolean not = is(json.at("op"), "!=");
    boolean known = not || is(json.at("op"), "==");
    List<String> values = new ArrayList<>();
    for (JsonValue each : right.hasOnly("set") ? right.at("set").items() : List.of(right)) {
      Optional<String> value = value(each);
      known &= value.isPresent();
      value.ifPresent(values::add);
    }
    return known && !values.isEmpty()
        ? Optional.of(new Statement.FieldMatch(protocol, field, not, values))
        : Optional.empty();
  }

  private static Optional<String> value(JsonValue json) {
    if (json instanceof Text text && WORD.matcher(text.text()).matches()) {
      return Optional.of(text.text());
    } else if (isNumber(json)) {
      return Optional.of(json.json());
    }
    return json.hasOnly("prefix") && json.at("prefix").hasOnly("addr", "len")
        ? Optional.of(json.at("prefix").text("addr") + "/" + json.at("prefix").text("len"))
        : Optional.empty();
  }

  /** {@code {"key":{"meta":{"key":"mark"}},"value":NUMBER}}. */
  private static Optional<Statement> mark(JsonValue json) {
    return json.hasOnly("key", "value")
            && json.at("key").equals(TableWriter.MARK)
            && isNumber(json.at("value"))
        ? Optional.of(new Statement.SetMark(Long.parseLong(json.text("value"))))
        : Optional.empty();
  }

  private static boolean isNumber(JsonValue json) {
    return json instanceof Raw raw && NUMBER.matcher(raw.json()).matches();
  }

  private static boolean is(JsonValue json, String word) {
    return json.equals(new Text(word));
  }
}
