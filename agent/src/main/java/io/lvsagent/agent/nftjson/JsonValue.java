package io.lvsagent.agent.nftjson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A JSON value. Those that are read are normalised: fields are sorted by name, and those that the
 * kernel counts or gives are left out.
 */
sealed interface JsonValue {
  JsonFactory FACTORY = new JsonFactory();

  /** The names of fields that the kernel counts or gives. */
  Set<String> VOLATILE = Set.of("handle", "packets", "bytes", "index");

  JsonValue NULL = new Raw("null");

  /** Returns the value as one line of JSON. */
  String json();

  /** An object; its fields are written in the order of the map. */
  record Fields(Map<String, JsonValue> byName) implements JsonValue {
    /** Returns an object with one field. */
    static Fields of(String name, JsonValue value) {
      return new Fields(Map.of(name, value));
    }

    static Fields of(String name, String text) {
      return of(name, new Text(text));
    }

    /** Returns this object with one more field at its end. */
    Fields with(String name, JsonValue value) {
      Map<String, JsonValue> fields = new LinkedHashMap<>(byName);
      fields.put(name, value);
      return new Fields(fields);
    }

    Fields with(String name, String text) {
      return with(name, new Text(text));
    }

    @Override
    public String json() {
      StringJoiner json = new StringJoiner(",", "{", "}");
      byName.forEach((name, value) -> json.add(new Text(name).json() + ":" + value.json()));
      return json.toString();
    }
  }

  record Items(List<JsonValue> items) implements JsonValue {
    @Override
    public String json() {
      StringJoiner json = new StringJoiner(",", "[", "]");
      items.forEach(item -> json.add(item.json()));
      return json.toString();
    }
  }

  record Text(String text) implements JsonValue {
    @Override
    public String json() {
      return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
  }

  /** A value that stays as it is written: a number, true, false, null, or what nft once listed. */
  record Raw(String json) implements JsonValue {
    static Raw number(long number) {
      return new Raw(Long.toString(number));
    }
  }

  /** Returns true if this is an object with these fields and no others. */
  default boolean hasOnly(String... names) {
    return this instanceof Fields fields && fields.byName.keySet().equals(Set.of(names));
  }

  /** Returns a field of an object. Throws IllegalArgumentException where there is none. */
  default JsonValue at(String name) {
    JsonValue value = fields().byName.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no \"" + name + "\" in " + json());
    }
    return value;
  }

  /** Returns the text of a field, or its JSON if it is no text. */
  default String text(String name) {
    return at(name) instanceof Text text ? text.text : at(name).json();
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
        yield new Items(items);
      }
      case VALUE_STRING -> new Text(parser.getText());
      default -> new Raw(parser.getText());
    };
  }

  /** A counter without its counts is null: nft does not take {@code {}}. */
  private static JsonValue fields(JsonParser parser) throws IOException {
    Map<String, JsonValue> fields = new TreeMap<>();
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
