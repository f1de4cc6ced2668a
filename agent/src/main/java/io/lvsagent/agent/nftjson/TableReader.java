package io.lvsagent.agent.nftjson;

import io.lvsagent.agent.nftjson.JsonValue.Fields;
import io.lvsagent.agent.nftjson.JsonValue.Literal;
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
import java.util.TreeMap;
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
        if (object.has("flags")) {
          others.add(json(kind, object));
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
      default -> others.add(json(kind, object));
    }
  }

  private static Optional<Chain.Hook> hook(Fields chain) {
    if (!chain.has("hook")) {
      return Optional.empty();
    }
    try {
      int priority = Integer.parseInt(chain.text("prio"));
      String policy = chain.has("policy") ? chain.text("policy") : "accept";
      return Optional.of(new Chain.Hook(chain.text("type"), chain.text("hook"), priority, policy));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the priority is no number in " + chain.json(), e);
    }
  }

  private static Statement statement(JsonValue json) {
    Optional<Statement> known = Optional.empty();
    if (json instanceof Fields statement) {
      if (statement.are("match")) {
        known = match(statement.at("match"));
      } else if (statement.are("mangle")) {
        known = mark(statement.at("mangle"));
      } else if (statement.are("masquerade") && statement.at("masquerade").equals(JsonValue.NULL)) {
        known = Optional.of(new Statement.Masquerade());
      }
    }
    return known.orElseGet(() -> new Statement.Other(json.json()));
  }

  /** {@code {"left":{"payload":{"field":F,"protocol":P}},"op":"==","right":VALUES}}. */
  private static Optional<Statement> match(JsonValue json) {
    if (!(json instanceof Fields match
        && match.are("left", "op", "right")
        && match.at("left") instanceof Fields left
        && left.are("payload")
        && left.at("payload") instanceof Fields payload
        && payload.are("field", "protocol"))) {
      return Optional.empty();
    }
    boolean not = is(match.at("op"), "!=");
    boolean known = not || is(match.at("op"), "==");
    JsonValue right = match.at("right");
    boolean set = right instanceof Fields fields && fields.are("set");
    List<String> values = new ArrayList<>();
    for (JsonValue each : set ? right.fields().at("set").items() : List.of(right)) {
      Optional<String> value = value(each);
      known &= value.isPresent();
      value.ifPresent(values::add);
    }
    return known && !values.isEmpty()
        ? Optional.of(
            new Statement.FieldMatch(payload.text("protocol"), payload.text("field"), not, values))
        : Optional.empty();
  }

  private static Optional<String> value(JsonValue json) {
    if (json instanceof Text text && WORD.matcher(text.text()).matches()) {
      return Optional.of(text.text());
    } else if (json instanceof Literal number && NUMBER.matcher(number.text()).matches()) {
      return Optional.of(number.text());
    }
    return json instanceof Fields outer
            && outer.are("prefix")
            && outer.at("prefix") instanceof Fields prefix
            && prefix.are("addr", "len")
        ? Optional.of(prefix.text("addr") + "/" + prefix.text("len"))
        : Optional.empty();
  }

  /** {@code {"key":{"meta":{"key":"mark"}},"value":NUMBER}}. */
  private static Optional<Statement> mark(JsonValue json) {
    return json instanceof Fields mangle
            && mangle.are("key", "value")
            && mangle.at("key") instanceof Fields key
            && key.are("meta")
            && key.at("meta") instanceof Fields meta
            && meta.are("key")
            && is(meta.at("key"), "mark")
            && mangle.at("value") instanceof Literal value
            && NUMBER.matcher(value.text()).matches()
        ? Optional.of(new Statement.SetMark(Long.parseLong(value.text())))
        : Optional.empty();
  }

  private static boolean is(JsonValue json, String word) {
    return json instanceof Text text && text.text().equals(word);
  }

  private static String json(String kind, Fields object) {
    return new Fields(new TreeMap<>(Map.of(kind, object))).json();
  }
}
