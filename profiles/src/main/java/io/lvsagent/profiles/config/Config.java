package io.lvsagent.profiles.config;

import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The config that an operator wrote.
 *
 * @param origin the absolute path that was read
 */
public record Config(String origin, List<Service> services, Profiles profiles) {
  private static final String SAME_LABEL =
      "label \"%s\" is already used by a VIP of another service at %s";

  public Config {
    services = List.copyOf(services);
  }

  /**
   * Reads a file, or all *.yaml files of a folder in the order of their names. Throws
   * ConfigException if a file cannot be read, is not trusted or holds a mistake.
   *
   * @param owners accepts the uids whose files are trusted, such as {@link TrustedOwners}
   */
  public static Config read(Path path, IntPredicate owners) {
    requirePlain(path);
    ConfigFiles reader = new ConfigFiles(owners);
    return of(path.toAbsolutePath().normalize(), path, reader.read(path), reader);
  }

  /**
   * Reads a candidate as if it were at another path. In the folder of the usual config it takes the
   * place of one file beside the others; anywhere else it is the whole config.
   *
   * @param candidate a file, a folder, or {@code -} for the standard input
   */
  public static Config candidate(Path candidate, Path as, Path folder, IntPredicate owners) {
    requirePlain(candidate);
    requirePlain(as);
    ConfigFiles reader = new ConfigFiles(owners);
    Path path = as.toAbsolutePath().normalize();
    return folder.equals(path.getParent())
        ? of(folder, candidate, reader.readWith(folder, path, candidate), reader)
        : of(path, candidate, reader.read(candidate), reader);
  }

  private static void requirePlain(Path path) {
    Place.of(path.toString())
        .refuseIf(
            path.toString().chars().anyMatch(Character::isISOControl),
            "the path contains a line break, a tab or the like: rename it");
  }

  private static Config of(Path origin, Path read, List<Mapping> files, ConfigFiles reader) {
    Mistakes inFiles = new Mistakes();
    boolean none = true;
    for (Mapping file : files) {
      inFiles.check(() -> requireServicesBelow(file));
      none &= !file.has(ConfigKeys.SERVICES);
    }
    inFiles.throwIfAny();
    Place.of(read.toString())
        .refuseIf(none, "\"services\" is missing: write \"services: {}\" if there are none");
    Profiles profiles = Profiles.with(merged(files, ConfigKeys.PROFILES));
    Mistakes mistakes = new Mistakes();
    List<Service> services = new ArrayList<>();
    for (Mapping.Entry entry : merged(files, ConfigKeys.SERVICES).values()) {
      mistakes
          .in(() -> new ServiceReader(entry, profiles, reader).read(origin.toString()))
          .ifPresent(services::add);
    }
    mistakes.check(() -> requireLabelsApart(services));
    mistakes.throwIfAny();
    return new Config(origin.toString(), services, profiles);
  }

  /** Throws ConfigException for services beside instead of below their key. */
  private static void requireServicesBelow(Mapping file) {
    for (Mapping.Entry entry : file.entries()) {
      if (!ConfigKeys.FILE.contains(entry.key())) {
        throw entry.wrong(
            "\"%s\" is a service: write \"services:\" above it, and indent it", entry.key());
      }
    }
  }

  private static Map<String, Mapping.Entry> merged(List<Mapping> files, String section) {
    Map<String, Mapping.Entry> merged = new LinkedHashMap<>();
    for (Mapping file : files) {
      for (Mapping.Entry entry : file.mapping(section).entries()) {
        Mapping.Entry first = merged.putIfAbsent(entry.key(), entry);
        if (first != null) {
          throw entry.wrong("\"%s\" is already defined at %s", entry.key(), first.place());
        }
      }
    }
    return merged;
  }

  /** Requires distinct labels. The kernel allows duplicates, but people would confuse the VIPs. */
  private static void requireLabelsApart(List<Service> services) {
    Map<String, Place> labels = new HashMap<>();
    for (Service service : services) {
      for (VipRange range : service.ranges()) {
        if (!range.label().isEmpty()) {
          Place place = range.place();
          place.requireNew(labels, range.label(), SAME_LABEL);
        }
      }
    }
  }
}
