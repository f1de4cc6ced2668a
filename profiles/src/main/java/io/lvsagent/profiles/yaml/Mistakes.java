package io.lvsagent.profiles.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects the mistakes in the parts of a config, so that one run reports all of them. */
public final class Mistakes {
  private final Map<String, ConfigException> byMessage = new LinkedHashMap<>();

  /** Returns what reading a part gives, or empty if there is a mistake in it. */
  public <T> Optional<T> in(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (ConfigException e) {
      add(e);
      return Optional.empty();
    }
  }

  /** Checks a part that gives nothing. */
  public void check(Runnable part) {
    in(
        () -> {
          part.run();
          return true;
        });
  }

  /** Adds a mistake and those that it has with it; the same one is reported once. */
  public void add(ConfigException mistake) {
    byMessage.putIfAbsent(String.valueOf(mistake.getMessage()), mistake);
    mistake.others().forEach(this::add);
  }

  public boolean isEmpty() {
    return byMessage.isEmpty();
  }

  /** Throws the first mistake, with the others, if there is one. */
  public void throwIfAny() {
    List<ConfigException> all = List.copyOf(byMessage.values());
    if (!all.isEmpty()) {
      throw all.get(0).with(all.subList(1, all.size()));
    }
  }
}
