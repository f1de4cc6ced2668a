package io.lvsagent.agent.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON object; methods throw an AssertionError if a field is missing. */
public record Json(Map<String, Object> fields) {
  public static Json of(String text) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      parser.nextToken();
      Json json = object(value(parser));
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one object: " + text);
      }
      return json;
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          if (fields.put(name, value(parser)) != null) {
            throw new AssertionError("two fields " + name);
          }
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_NUMBER_INT -> parser.getIntValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> "null";
      default -> parser.getText();
    };
  }

  private static Json object(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new AssertionError("no object: " + value);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((name, of) -> fields.put((String) name, of));
    return new Json(fields);
  }

  private Object at(String field) {
    Object value = fields.get(field);
    if (value == null) {
      throw new AssertionError("no " + field + " in " + fields);
    }
    return value;
  }

  public int number(String field) {
    return (Integer) at(field);
  }

  public String text(String field) {
    return (String) at(field);
  }

  public boolean is(String field) {
    return (Boolean) at(field);
  }

  public Json object(String field) {
    return object(at(field));
  }

  /** The objects of an array. */
  public List<Json> objects(String field) {
    List<Json> objects = new ArrayList<>();
    ((List<?>) at(field)).forEach(value -> objects.add(object(value)));
    return objects;
  }

  /** Returns the object of an array that holds no other. */
  public Json only(String field) {
    List<Json> objects = objects(field);
    if (objects.size() != 1) {
      throw new AssertionError(objects.size() + " " + field + " in " + fields);
    }
    return objects.get(0);
  }

  /** Returns one text field of each object of an array. */
  public List<String> texts(String field, String ofEach) {
    return objects(field).stream().map(object -> object.text(ofEach)).toList();
  }
}
