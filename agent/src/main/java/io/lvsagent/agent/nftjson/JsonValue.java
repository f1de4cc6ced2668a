package io.lvsagent.agent.nftjson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON value, normalised: fields are sorted by name, and those that the kernel counts or gives
 * are left out.
 */
sealed interface JsonValue {
  JsonFactory FACTORY = new JsonFactory();

  /** The names of fields that the kernel counts or gives. */
  Set<String> VOLATILE = Set.of("handle", "packets", "bytes", "index");

  JsonValue NULL = new Literal("null");

  void write(JsonGenerator json) throws IOException;

  record Fields(SortedMap<String, JsonValue> byName) implements JsonValue {
    boolean are(String... names) {
      return byName.keySet().equals(Set.of(names));
    }

    boolean has(String name) {
      return byName.containsKey(name);
    }

    JsonValue at(String name) {
      JsonValue value = byName.get(name);
      if (value == null) {
        throw new IllegalArgumentException("there is no \"" + name + "\" in " + json());
      }
      return value;
    }

    String text(String name) {
      return at(name) instanceof Text text ? text.text : at(name).json();
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      for (String name : byName.keySet()) {
        json.writeFieldName(name);
        at(name).write(json);
      }
      json.writeEndObject();
    }
  }

  record Items(List<JsonValue> items) implements JsonValue {
    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeStartArray();
      for (JsonValue item : items) {
        item.write(json);
      }
      json.writeEndArray();
    }
  }

  record Text(String text) implements JsonValue {
    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeString(text);
    }
  }

  /** A number, true, false or null. */
  record Literal(String text) implements JsonValue {
    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeRawValue(text);
    }
  }

  default Fields fields() {
    if (this instanceof Fields fields) {
      return fields;
    }
    throw new IllegalArgumentException("this is no object: " + json());
  }

  default List<JsonValue> items() {
    if (this instanceof Items list) {
      return list.items;
    }
    throw new IllegalArgumentException("this is no array: " + json());
  }

  /** Returns the value as one line of JSON. */
  default String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Reads one value. Throws IllegalArgumentException where the text is none, or more than one. */
  static JsonValue read(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("there is nothing in it");
      }
      JsonValue value = value(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("there is more behind it");
      }
      return value;
    } catch (IOException e) {
      throw new IllegalArgumentException("this is not JSON: " + e.getMessage(), e);
    }
  }

  private static JsonValue value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> fields(parser);
      case START_ARRAY -> {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield new Items(List.copyOf(items));
      }
      case VALUE_STRING -> new Text(parser.getText());
      default -> new Literal(parser.getText());
    };
  }

  /** A counter without its counts is null: nft does not take {@code {}}. */
  private static JsonValue fields(JsonParser parser) throws IOException {
    SortedMap<String, JsonValue> fields = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      JsonValue value = value(parser);
      if (!VOLATILE.contains(name)) {
        fields.put(name, value);
      }
    }
    return fields.isEmpty() ? NULL : new Fields(fields);
  }
}
