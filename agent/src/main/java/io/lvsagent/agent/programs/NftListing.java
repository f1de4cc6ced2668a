package io.lvsagent.agent.programs;

import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Json;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Reads what nft lists. JSON is YAML, and for that we have a reader. */
final class NftListing {
  private static final String CHAIN = "chain";

  /** What the kernel counts or gives. */
  private static final Set<String> VOLATILE = Set.of("handle", "packets", "bytes", "index");

  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z.:_-]+");
  private static final Pattern MARK = Pattern.compile("[0-9]{1,10}");

  private final List<String> others = new ArrayList<>();
  private final Map<String, Mapping> chains = new LinkedHashMap<>();
  private final Map<String, List<List<Statement>>> rules = new HashMap<>();

  private NftListing() {}

  /** The answer to {@code list table}. */
  static Table table(TableName name, String json) {
    NftListing listing = new NftListing();
    for (Node object : YamlReader.read("nft", json).mapping().at("nftables").items()) {
      object
          .mapping()
          .entries()
          .forEach(entry -> listing.take(entry.key(), entry.value().mapping()));
    }
    List<Chain> chains = new ArrayList<>();
    listing.chains.forEach(
        (chain, object) ->
            chains.add(
                new Chain(chain, hook(object), listing.rules.getOrDefault(chain, List.of()))));
    return new Table(name, chains, listing.others);
  }

  private static Optional<Chain.Hook> hook(Mapping chain) {
    return chain.has("hook")
        ? Optional.of(
            new Chain.Hook(
                chain.text("type", ""),
                chain.text("hook", ""),
                (int) chain.number("prio", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
                chain.text("policy", "accept")))
        : Optional.empty();
  }

  private void take(String kind, Mapping object) {
    switch (kind) {
      case "metainfo" -> {}
      case "table" -> {
        if (object.has("flags")) {
          others.add(json(kind, object));
        }
      }
      case CHAIN -> chains.put(object.text("name", ""), object);
      case "rule" -> {
        List<Statement> rule = new ArrayList<>();
        object.at("expr").items().forEach(statement -> rule.add(statement(statement.mapping())));
        rules.computeIfAbsent(object.text(CHAIN, ""), chain -> new ArrayList<>()).add(rule);
      }
      default -> others.add(json(kind, object));
    }
  }

  private static Statement statement(Mapping statement) {
    Optional<Statement> known = Optional.empty();
    if (statement.has("match")) {
      known = match(statement.mapping("match"));
    } else if (statement.has("mangle")) {
      known = mark(statement.mapping("mangle"));
    } else if (statement.has("masquerade") && statement.at("masquerade").isNull()) {
      known = Optional.of(new Statement.Masquerade());
    }
    return known.orElseGet(() -> new Statement.Other(json(statement)));
  }

  private static Optional<Statement> match(Mapping match) {
    Optional<Mapping> left = under(match, "left", "payload");
    String op = match.text("op", "");
    Node right = match.at("right");
    List<String> values = new ArrayList<>();
    boolean known = left.isPresent() && (op.equals("==") || op.equals("!="));
    Optional<Node> set = right instanceof Mapping one ? one.find("set") : Optional.empty();
    for (Node node : set.map(Node::items).orElse(List.of(right))) {
      Optional<String> value = value(node);
      known &= value.isPresent();
      value.ifPresent(values::add);
    }
    return known && !values.isEmpty()
        ? Optional.of(
            new Statement.FieldMatch(
                left.get().text("protocol", ""),
                left.get().text("field", ""),
                op.equals("!="),
                values))
        : Optional.empty();
  }

  private static Optional<String> value(Node node) {
    if (node instanceof Node.Scalar scalar && WORD.matcher(scalar.text()).matches()) {
      return Optional.of(scalar.text());
    }
    return node instanceof Mapping one && one.has("prefix")
        ? Optional.of(
            one.mapping("prefix").text("addr", "") + "/" + one.mapping("prefix").text("len", ""))
        : Optional.empty();
  }

  private static Optional<Statement> mark(Mapping mangle) {
    Optional<Mapping> meta = under(mangle, "key", "meta");
    String value = mangle.at("value") instanceof Node.Scalar scalar ? scalar.text() : "";
    return meta.isPresent()
            && meta.get().text("key", "").equals("mark")
            && MARK.matcher(value).matches()
        ? Optional.of(new Statement.SetMark(Long.parseLong(value)))
        : Optional.empty();
  }

  /** The object under one key and, within that, under another that stands there alone. */
  private static Optional<Mapping> under(Mapping object, String key, String inner) {
    return object.at(key) instanceof Mapping outer
            && outer.entries().size() == 1
            && outer.has(inner)
            && outer.at(inner) instanceof Mapping found
        ? Optional.of(found)
        : Optional.empty();
  }

  /** As it was, on one line and without a space, but for what the kernel counts or gives. */
  private static String json(Node node) {
    if (node instanceof Mapping mapping) {
      StringJoiner object = new StringJoiner(",", "{", "}");
      for (Mapping.Entry entry : mapping.entries()) {
        if (!VOLATILE.contains(entry.key())) {
          object.add(Json.quoted(entry.key()) + ":" + json(entry.value()));
        }
      }
      // a counter without its counts is not {} to nft
      return object.length() > 2 ? object.toString() : "null";
    }
    if (node instanceof Node.Sequence list) {
      StringJoiner array = new StringJoiner(",", "[", "]");
      list.items().forEach(item -> array.add(json(item)));
      return array.toString();
    }
    return node.isNull() ? "null" : Json.scalar(node.text());
  }

  private static String json(String kind, Node object) {
    return "{" + Json.quoted(kind) + ":" + json(object) + "}";
  }
}
