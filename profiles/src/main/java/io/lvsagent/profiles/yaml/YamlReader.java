package io.lvsagent.profiles.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads one YAML document into a tree of nodes. */
public final class YamlReader {
  private static final int DEEPEST = 20;
  private static final int LONGEST_SCALAR = 1_000;
  private static final int MOST_ALIASES = 100;

  /** A service with the most VIPs needs about 70,000. */
  private static final int MOST_NODES = 250_000;

  /** The longest key that a message repeats although the file may be no config. */
  private static final int LONGEST_WORD = 16;

  private final String file;
  private final YAMLParser parser;
  private final List<String> known;
  private final String sign;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int aliases;
  private int nodes;

  /** Whether a known key was read, or any will do, so that messages may repeat what follows. */
  private boolean isConfig;

  /** The node that an alias refers to, and the number of nodes that it adds. */
  private record Anchored(Node node, int size) {}

  private YamlReader(String file, YAMLParser parser, List<String> known, String sign) {
    this.file = file;
    this.parser = parser;
    this.known = known;
    this.sign = sign;
    isConfig = known.isEmpty();
  }

  /**
   * Returns the root of the document in {@code text}. Throws ConfigException, with {@code file} in
   * its message, if the text is not one YAML document within the limits above.
   */
  public static Node read(String file, String text) {
    return document(file, text, List.of(), "");
  }

  /**
   * Returns the mapping in {@code text}, as {@link #read(String, String)} does. The file may be
   * anything, such as one with passwords, and the reader of the message somebody who may not read
   * it. What it holds is repeated only from the first of these keys on, and the first other one
   * ends the reading.
   *
   * @param sign a key that shows that the mapping with it belongs to a config; its own key need not
   *     be known
   */
  public static Mapping read(String file, String text, List<String> known, String sign) {
    return document(file, text, known, sign).mapping();
  }

  private static Node document(String file, String text, List<String> known, String sign) {
    requireWholeLines(file, text);
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      YamlReader reader = new YamlReader(file, parser, known, sign);
      try {
        return reader.document();
      } catch (JsonProcessingException e) {
        throw reader.notYaml(text, e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Throws ConfigException for a text that may have been cut off: {@code 192.0.2.10} cut short
   * names another host. A closing bracket or quote shows that the value is complete; any other last
   * line must end with a line break.
   */
  private static void requireWholeLines(String file, String text) {
    Place whole = Place.of(file);
    whole.refuseIf(text.isBlank(), "is empty");
    whole.refuseIf(
        "\n\r]}\"'".indexOf(text.charAt(text.length() - 1)) < 0,
        "the last line is incomplete, as in a half-written file: end it with a line break");
  }

  private Node document() throws IOException {
    if (parser.nextToken() == null) {
      return new Node.Null(Place.of(file));
    }
    requireMapping();
    Node root = node("", 0);
    if (parser.nextToken() != null) {
      throw here("").wrong("a second YAML document begins here: use one document per file");
    }
    return root;
  }

  /** Requires a mapping where its keys are known, without a look at what there is instead. */
  private void requireMapping() throws IOException {
    Place place = here("");
    if (!isConfig && parser.currentToken() != JsonToken.START_OBJECT) {
      isConfig = Mapping.beginsAsOneOf(known, parser.getText());
      boolean isList = parser.currentToken() == JsonToken.START_ARRAY;
      place.refuseIf(
          !isConfig && parser.currentToken() != JsonToken.VALUE_NULL,
          "expected a mapping such as {key: value}, found %s",
          isList ? "a list" : "a text");
    }
  }

  /** Reads the value of a key of the document, which must be known or have the sign below it. */
  private Node part(Place at, String key) throws IOException {
    if (known.isEmpty() || known.contains(key)) {
      isConfig = true;
      return node(key, 1);
    }
    try {
      if (node(key, 1) instanceof Mapping value && value.has(sign)) {
        isConfig = true;
        return value;
      }
    } catch (JsonProcessingException | ConfigException e) {
      throw unknown(at, key);
    }
    throw unknown(at, key);
  }

  private ConfigException unknown(Place at, String key) {
    boolean isWord = key.length() <= LONGEST_WORD;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      isWord &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return isWord || Mapping.beginsAsOneOf(known, key)
        ? Mapping.unknown(at, key, known)
        : at.wrong("unknown key: use one of %s", String.join(", ", known));
  }

  /** Reads the node that begins at the current token; {@code key} is the innermost key above it. */
  private Node node(String key, int depth) throws IOException {
    Place place = here(key);
    place.refuseIf(depth > DEEPEST, "is nested more than " + DEEPEST + " levels deep");
    if (parser.isCurrentAlias()) {
      return aliased(place);
    }
    place.refuseIf(
        parser.getTypeId() != null, "tags such as !!str are not supported: remove the tag");
    int before = nodes;
    count(place, 1);
    String anchor = parser.getObjectId();
    Node node =
        switch (parser.currentToken()) {
          case START_OBJECT -> mapping(place, depth);
          case START_ARRAY -> sequence(place, key, depth);
          case VALUE_NULL -> new Node.Null(place);
          default -> new Node.Scalar(place, bounded(place, parser.getText()));
        };
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, nodes - before));
    }
    return node;
  }

  private Mapping mapping(Place place, int depth) throws IOException {
    Map<String, Mapping.Entry> byKey = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Place at = here(place.key());
      String key = bounded(at, parser.currentName());
      at.refuseIf(
          key.equals("<<"),
          "merge keys (<<) are not supported: write the keys out, or use \"extends\"");
      Mapping.Entry first = byKey.get(key);
      if (first != null) {
        throw at.wrong("duplicate key \"%s\", first at %s", key, first.place());
      }
      parser.nextToken();
      Node value = depth == 0 ? part(at, key) : node(key, depth + 1);
      byKey.put(key, new Mapping.Entry(at, key, value));
    }
    return new Mapping(place, byKey);
  }

  private Node sequence(Place place, String key, int depth) throws IOException {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(key, depth + 1));
    }
    return new Node.Sequence(place, items);
  }

  private Node aliased(Place place) throws IOException {
    String name = parser.getText();
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw place.wrong("alias *%s does not refer to a value that is complete before it", name);
    }
    aliases++;
    place.refuseIf(aliases > MOST_ALIASES, "more than " + MOST_ALIASES + " aliases in one file");
    count(place, anchored.size());
    return anchored.node();
  }

  private void count(Place place, int more) {
    nodes += more;
    place.refuseIf(
        nodes > MOST_NODES,
        "the file has more than " + MOST_NODES + " values after aliases are expanded");
  }

  private static String bounded(Place place, String text) {
    place.refuseIf(
        text.length() > LONGEST_SCALAR,
        "a string is longer than " + LONGEST_SCALAR + " characters");
    return text;
  }

  private Place here(String key) {
    JsonLocation at = parser.currentTokenLocation();
    return new Place(file, at.getLineNr(), at.getColumnNr(), key);
  }

  private ConfigException notYaml(String text, JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked) {
      return YamlProblem.of(file, text, marked, isConfig);
    }
    if (e.getCause() instanceof ReaderException) {
      return unprintable(file, text);
    }
    JsonLocation at = e.getLocation();
    return new Place(file, at.getLineNr(), at.getColumnNr(), "")
        .wrong("a key must be a string, not a list, a mapping or an alias");
  }

  private static ConfigException unprintable(String file, String text) {
    int line = 1;
    int column = 1;
    int at = 0;
    while (StreamReader.isPrintable(text.codePointAt(at))) {
      boolean breaks = text.charAt(at) == '\n';
      line += breaks ? 1 : 0;
      column = breaks ? 1 : column + 1;
      at = text.offsetByCodePoints(at, 1);
    }
    String code = "U+" + Integer.toHexString(text.codePointAt(at)).toUpperCase(Locale.ROOT);
    return new ConfigException(
        file, line, column, "not YAML: character " + code + " is not allowed");
  }
}
