package io.lvsagent.profiles.config;

import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What an operator wrote.
 *
 * @param origin the path that was read, absolute
 */
public record Config(String origin, List<Service> services, Profiles profiles) {
  private static final String SERVICES = "services";
  private static final String PROFILES = "profiles";

  public Config {
    services = List.copyOf(services);
  }

  /**
   * Reads a file, or a folder whose *.yaml are merged in name order.
   *
   * @param owners whether a file of this uid is to be trusted, such as {@link TrustedOwners}
   */
  public static Config read(Path path, IntPredicate owners) {
    ConfigFiles reader = new ConfigFiles(owners);
    List<Mapping> files = reader.read(path);
    boolean none = true;
    for (Mapping file : files) {
      file.allow(List.of(SERVICES, PROFILES));
      none &= !file.has(SERVICES);
    }
    if (none) {
      throw Place.of(path.toString()).wrong("has no \"services\": write services: {} for none");
    }
    Profiles profiles = Profiles.with(merged(files, PROFILES));
    String origin = path.toAbsolutePath().normalize().toString();
    List<Service> services = new ArrayList<>();
    for (Mapping.Entry entry : merged(files, SERVICES).values()) {
      services.add(new ServiceReader(entry, profiles, reader).read(origin));
    }
    requireLabelsApart(services);
    return new Config(origin, services, profiles);
  }

  private static Map<String, Mapping.Entry> merged(List<Mapping> files, String section) {
    Map<String, Mapping.Entry> merged = new LinkedHashMap<>();
    for (Mapping file : files) {
      for (Mapping.Entry entry : file.mapping(section).entries()) {
        Mapping.Entry first = merged.putIfAbsent(entry.key(), entry);
        if (first != null) {
          throw entry
              .place()
              .wrong("\"" + entry.key() + "\" is there already, at " + first.place());
        }
      }
    }
    return merged;
  }

  /** The kernel takes one label for two addresses, and people then take one for the other. */
  private static void requireLabelsApart(List<Service> services) {
    Map<String, Place> labels = new HashMap<>();
    for (Service service : services) {
      for (VipRange range : service.ranges()) {
        Place first = range.label().isEmpty() ? null : labels.put(range.label(), range.place());
        if (first != null) {
          throw range
              .place()
              .wrong(
                  "label \"" + range.label() + "\" is that of another service's VIP at " + first);
        }
      }
    }
  }
}
