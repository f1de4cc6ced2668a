package io.lvsagent.agent.nftjson;

import com.fasterxml.jackson.core.JsonGenerator;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes tables for the ledger, and commands for {@code nft -j -f}. */
public final class TableWriter {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");

  private final JsonGenerator json;

  private TableWriter(JsonGenerator json) {
    this.json = json;
  }

  /** Writes one object, or all that an array holds. */
  private interface Part {
    void write(TableWriter writer) throws IOException;
  }

  /** Returns the table as nft lists it, without what the kernel counts or gives. */
  public static String listing(Table table) {
    return written(
        writer -> {
          writer.name(table.name());
          for (Part object : contents(table)) {
            object.write(writer);
          }
        });
  }

  /** Returns what nft is given to make all of these changes, or none. */
  public static String commands(List<? extends NftEdit> edits) {
    return written(
        writer -> {
          for (NftEdit edit : edits) {
            writer.edit(edit);
          }
        });
  }

  private static String written(Part all) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonValue.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("nftables");
      all.write(new TableWriter(json));
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void edit(NftEdit edit) throws IOException {
    if (edit instanceof NftEdit.Create create) {
      command("create", writer -> writer.name(edit.table()));
      add(create.created());
    } else if (edit instanceof NftEdit.Replace replace) {
      command("delete", writer -> writer.name(edit.table()));
      command("add", writer -> writer.name(edit.table()));
      add(replace.replacement());
    } else {
      command("delete", writer -> writer.name(edit.table()));
    }
  }

  private void add(Table table) throws IOException {
    for (Part object : contents(table)) {
      command("add", object);
    }
  }

  private void command(String word, Part object) throws IOException {
    json.writeStartObject();
    json.writeFieldName(word);
    object.write(this);
    json.writeEndObject();
  }

  /** Everything in the table; a rule comes after what it refers to. */
  private static List<Part> contents(Table table) {
    List<Part> contents = new ArrayList<>();
    table.chains().forEach(chain -> contents.add(writer -> writer.chain(table.name(), chain)));
    table.others().forEach(other -> contents.add(writer -> writer.json.writeRawValue(other)));
    for (Chain chain : table.chains()) {
      chain.rules().forEach(r -> contents.add(writer -> writer.rule(table.name(), chain, r)));
    }
    return contents;
  }

  private void name(TableName table) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("table");
    json.writeStringField("family", table.family());
    json.writeStringField("name", table.name());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void chain(TableName table, Chain chain) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("chain");
    json.writeStringField("family", table.family());
    json.writeStringField("table", table.name());
    json.writeStringField("name", chain.name());
    if (chain.hook().isPresent()) {
      Chain.Hook hook = chain.hook().get();
      json.writeStringField("type", hook.type());
      json.writeStringField("hook", hook.name());
      json.writeNumberField("prio", hook.priority());
      json.writeStringField("policy", hook.policy());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void rule(TableName table, Chain chain, List<Statement> rule) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("rule");
    json.writeStringField("family", table.family());
    json.writeStringField("table", table.name());
    json.writeStringField("chain", chain.name());
    json.writeArrayFieldStart("expr");
    for (Statement statement : rule) {
      statement(statement);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void statement(Statement statement) throws IOException {
    if (statement instanceof Statement.Other other) {
      json.writeRawValue(other.json());
      return;
    }
    json.writeStartObject();
    if (statement instanceof Statement.FieldMatch match) {
      match(match);
    } else if (statement instanceof Statement.SetMark mark) {
      json.writeObjectFieldStart("mangle");
      json.writeObjectFieldStart("key");
      json.writeObjectFieldStart("meta");
      json.writeStringField("key", "mark");
      json.writeEndObject();
      json.writeEndObject();
      json.writeNumberField("value", mark.mark());
      json.writeEndObject();
    } else {
      json.writeNullField("masquerade");
    }
    json.writeEndObject();
  }

  private void match(Statement.FieldMatch match) throws IOException {
    json.writeObjectFieldStart("match");
    json.writeStringField("op", match.not() ? "!=" : "==");
    json.writeObjectFieldStart("left");
    json.writeObjectFieldStart("payload");
    json.writeStringField("protocol", match.protocol());
    json.writeStringField("field", match.field());
    json.writeEndObject();
    json.writeEndObject();
    json.writeFieldName("right");
    if (match.values().size() == 1) {
      value(match.values().get(0));
    } else {
      json.writeStartObject();
      json.writeArrayFieldStart("set");
      for (String value : match.values()) {
        value(value);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void value(String value) throws IOException {
    int slash = value.indexOf('/');
    if (slash >= 0) {
      json.writeStartObject();
      json.writeObjectFieldStart("prefix");
      json.writeStringField("addr", value.substring(0, slash));
      json.writeNumberField("len", Integer.parseInt(value.substring(slash + 1)));
      json.writeEndObject();
      json.writeEndObject();
    } else if (NUMBER.matcher(value).matches()) {
      json.writeNumber(Long.parseLong(value));
    } else {
      json.writeString(value);
    }
  }
}
