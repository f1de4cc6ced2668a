package io.lvsagent.agent.nftjson;

import io.lvsagent.agent.nftjson.JsonValue.Fields;
import io.lvsagent.agent.nftjson.JsonValue.Items;
import io.lvsagent.agent.nftjson.JsonValue.Raw;
import io.lvsagent.agent.nftjson.JsonValue.Text;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes tables for the ledger, and commands for {@code nft -j -f}. */
public final class TableWriter {
  static final String META = "meta";
  static final Fields MARK = Fields.of(META, Fields.of("key", "mark"));
  static final Fields MASQUERADE = Fields.of("masquerade", JsonValue.NULL);
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");

  private TableWriter() {}

  /** Returns the table as nft lists it, without what the kernel counts or gives. */
  public static String listing(Table table) {
    List<JsonValue> objects = new ArrayList<>(List.of(name(table.name())));
    objects.addAll(contents(table));
    return written(objects);
  }

  /** Returns what nft is given to make all of these changes, or none. */
  public static String commands(List<? extends NftEdit> edits) {
    List<JsonValue> commands = new ArrayList<>();
    for (NftEdit edit : edits) {
      Fields name = name(edit.table());
      if (edit instanceof NftEdit.Create create) {
        commands.add(Fields.of("create", name));
        add(create.created(), commands);
      } else {
        commands.add(Fields.of("delete", name));
      }
      if (edit instanceof NftEdit.Replace replace) {
        commands.add(Fields.of("add", name));
        add(replace.replacement(), commands);
      }
    }
    return written(commands);
  }

  private static String written(List<JsonValue> all) {
    return Fields.of("nftables", new Items(all)).json();
  }

  private static void add(Table table, List<JsonValue> commands) {
    contents(table).forEach(object -> commands.add(Fields.of("add", object)));
  }

  /** Everything in the table; a rule comes after what it refers to. */
  private static List<JsonValue> contents(Table table) {
    List<JsonValue> contents = new ArrayList<>();
    table.chains().forEach(chain -> contents.add(chain(table.name(), chain)));
    table.others().forEach(other -> contents.add(new Raw(other)));
    for (Chain chain : table.chains()) {
      chain.rules().forEach(rule -> contents.add(rule(table.name(), chain, rule)));
    }
    return contents;
  }

  private static Fields name(TableName table) {
    Fields names = Fields.of("family", table.family()).with("name", table.name());
    return Fields.of("table", names);
  }

  private static Fields in(TableName table) {
    return Fields.of("family", table.family()).with("table", table.name());
  }

  private static Fields chain(TableName table, Chain chain) {
    Fields its = in(table).with("name", chain.name());
    if (chain.hook().isPresent()) {
      Chain.Hook hook = chain.hook().get();
      its =
          its.with("type", hook.type())
              .with("hook", hook.name())
              .with("prio", Raw.number(hook.priority()))
              .with("policy", hook.policy());
    }
    return Fields.of("chain", its);
  }

  private static Fields rule(TableName table, Chain chain, List<Statement> rule) {
    Items statements = new Items(rule.stream().map(TableWriter::statement).toList());
    return Fields.of("rule", in(table).with("chain", chain.name()).with("expr", statements));
  }

  private static JsonValue statement(Statement statement) {
    if (statement instanceof Statement.Other other) {
      return new Raw(other.json());
    } else if (statement instanceof Statement.FieldMatch match) {
      return match(match);
    } else if (statement instanceof Statement.SetMark set) {
      Fields mangle = Fields.of("key", MARK).with("value", Raw.number(set.mark()));
      return Fields.of("mangle", mangle);
    }
    return MASQUERADE;
  }

  private static Fields match(Statement.FieldMatch match) {
    Fields left =
        match.protocol().equals(META)
            ? Fields.of(META, Fields.of("key", match.field()))
            : Fields.of(
                "payload", Fields.of("protocol", match.protocol()).with("field", match.field()));
    List<JsonValue> values = match.values().stream().map(TableWriter::value).toList();
    return Fields.of(
        "match",
        Fields.of("op", match.not() ? "!=" : "==")
            .with("left", left)
            .with(
                "right", values.size() == 1 ? values.get(0) : Fields.of("set", new Items(values))));
  }

  private static JsonValue value(String value) {
    int slash = value.indexOf('/');
    if (slash >= 0) {
      int length = Integer.parseInt(value.substring(slash + 1));
      Fields prefix = Fields.of("addr", value.substring(0, slash));
      return Fields.of("prefix", prefix.with("len", Raw.number(length)));
    }
    return NUMBER.matcher(value).matches() ? new Raw(value) : new Text(value);
  }
}
