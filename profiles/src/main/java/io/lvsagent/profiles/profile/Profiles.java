package io.lvsagent.profiles.profile;

import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.Suggestion;
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
 * The built-in profiles, each read from its resource on first use, and the profiles of a config.
 */
public final class Profiles {
  private static final String INDEX = "builtin/index";

  private final Map<String, Mapping.Entry> configured;
  private final Map<String, Profile> merged = new HashMap<>();

  private Profiles(Map<String, Mapping.Entry> configured) {
    this.configured = configured;
  }

  public static Profiles builtIn() {
    return new Profiles(Map.of());
  }

  /**
   * Returns the built-in profiles and those of a config. Throws ConfigException if one is wrong or
   * has the name of a built-in profile.
   */
  public static Profiles with(Map<String, Mapping.Entry> configured) {
    Profiles profiles = new Profiles(configured);
    Mistakes mistakes = new Mistakes();
    for (Mapping.Entry entry : configured.values()) {
      mistakes.check(() -> requireFree(entry));
    }
    mistakes.throwIfAny();
    for (Mapping.Entry entry : configured.values()) {
      mistakes.in(() -> profiles.find(entry.key(), entry.place()));
    }
    mistakes.throwIfAny();
    return profiles;
  }

  private static void requireFree(Mapping.Entry entry) {
    String name = NameRules.name(entry);
    if (builtIn(name).isPresent()) {
      throw entry.wrong("\"%s\" is a built-in profile: use another name and extend it", name);
    }
  }

  /** Returns the built-in names in the order of the documentation, then those of the config. */
  public List<String> names() {
    List<String> names = new ArrayList<>(resource(INDEX).orElseThrow().lines().toList());
    names.addAll(configured.keySet());
    return names;
  }

  /** Returns the profile of this name; throws ConfigException at the place if there is none. */
  public Profile find(String name, Place place) {
    return find(name, place, List.of());
  }

  private Profile find(String name, Place place, List<String> extending) {
    Profile known = merged.get(name);
    if (known != null) {
      return known;
    }
    List<String> chain = new ArrayList<>(extending);
    chain.add(name);
    if (extending.contains(name)) {
      throw place.wrong("profiles extend each other in a cycle: %s", String.join(" > ", chain));
    }
    Mapping tree = tree(name, place);
    Optional<Profile> extended = Optional.empty();
    if (tree.has("extends")) {
      Node base = tree.at("extends");
      extended = Optional.of(find(base.text(), base.place(), chain));
    }
    Profile profile = ProfileReader.read(name, tree, extended);
    merged.put(name, profile);
    return profile;
  }

  private Mapping tree(String name, Place place) {
    if (configured.containsKey(name)) {
      return configured.get(name).value().mapping();
    }
    Optional<String> resource = builtIn(name);
    if (resource.isEmpty()) {
      String advice = Suggestion.advice(name, names());
      throw place.wrong("there is no profile \"%s\": %s", name, advice);
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
