package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The profiles by name: the built-in ones, each a resource that is read when it is asked for, and
 * those of a config.
 */
public final class Profiles {
  private static final String INDEX = "builtin/index";

  private final Map<String, Mapping.Entry> own;
  private final Map<String, Profile> merged = new HashMap<>();

  private Profiles(Map<String, Mapping.Entry> own) {
    this.own = own;
  }

  public static Profiles builtIn() {
    return new Profiles(Map.of());
  }

  /** These besides the built-in ones, whose names they cannot have. */
  public static Profiles with(Map<String, Mapping.Entry> own) {
    Profiles profiles = new Profiles(own);
    for (Mapping.Entry entry : own.values()) {
      NameRules.name(entry);
      if (builtIn(entry.key()).isPresent()) {
        throw entry
            .place()
            .wrong("\"" + entry.key() + "\" is built in: give yours another name and extend it");
      }
    }
    for (Mapping.Entry entry : own.values()) {
      profiles.find(entry.key(), entry.place());
    }
    return profiles;
  }

  /** In the order of the documentation, then those of the config. */
  public List<String> names() {
    List<String> names = new ArrayList<>(resource(INDEX).orElseThrow().lines().toList());
    names.addAll(own.keySet());
    return names;
  }

  /** The profile of this name; the place says who asks. Throws ConfigException for none. */
  public Profile find(String name, Place asking) {
    return find(name, asking, List.of());
  }

  private Profile find(String name, Place asking, List<String> extending) {
    Profile known = merged.get(name);
    if (known != null) {
      return known;
    }
    List<String> chain = new ArrayList<>(extending);
    chain.add(name);
    if (extending.contains(name)) {
      throw asking.wrong("profiles extend each other in a circle: " + String.join(" > ", chain));
    }
    Mapping tree = tree(name, asking);
    Optional<Profile> extended = Optional.empty();
    if (tree.has("extends")) {
      Node base = tree.at("extends");
      extended = Optional.of(find(base.text(), base.place(), chain));
    }
    Profile profile = ProfileReader.read(name, tree, extended);
    merged.put(name, profile);
    return profile;
  }

  private Mapping tree(String name, Place asking) {
    if (own.containsKey(name)) {
      return own.get(name).value().mapping();
    }
    Optional<String> resource = builtIn(name);
    if (resource.isEmpty()) {
      throw asking.wrong(
          "there is no profile \"" + name + "\": known are " + String.join(", ", names()));
    }
    return YamlReader.read("built-in profile " + name, resource.get())
        .mapping()
        .mapping("profiles")
        .mapping(name);
  }

  private static Optional<String> builtIn(String name) {
    return NameRules.isName(name) ? resource("builtin/" + name + ".yaml") : Optional.empty();
  }

  private static Optional<String> resource(String path) {
    try (InputStream stream = Profiles.class.getResourceAsStream(path)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
