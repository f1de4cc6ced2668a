package io.lvsagent.profiles.config;

import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service that is given by flags of the command line. It is read like a service in a file; error
 * messages name the flag.
 *
 * @param name the service's name, or empty to use the profile's name
 */
public record CommandLineService(
    String profile,
    List<String> vips,
    List<String> uplinks,
    Optional<String> device,
    Optional<String> director,
    Optional<String> name) {
  /** The origin of services that are given on the command line. */
  public static final String ORIGIN = "command line";

  /** Returns the service; throws ConfigException if a flag is wrong or missing. */
  public Service service() {
    Map<String, Mapping.Entry> keys = new LinkedHashMap<>();
    put(keys, ConfigKeys.PROFILE, value("--profile", profile));
    if (!vips.isEmpty()) {
      put(keys, ConfigKeys.VIPS, list("--vip", vips));
    }
    if (!uplinks.isEmpty()) {
      put(keys, ConfigKeys.UPLINKS, list("--uplink", uplinks));
    }
    device.ifPresent(text -> put(keys, ConfigKeys.DEVICE, value("--device", text)));
    director.ifPresent(text -> put(keys, ConfigKeys.DIRECTOR, value("--director", text)));
    Mapping tree = new Mapping(Place.of("--profile"), keys);
    Mapping.Entry entry = new Mapping.Entry(Place.of("--name"), name.orElse(profile), tree);
    ConfigFiles none = new ConfigFiles(owner -> false);
    return new ServiceReader(entry, Profiles.builtIn(), none).read(ORIGIN);
  }

  private static void put(Map<String, Mapping.Entry> keys, String key, Node value) {
    keys.put(key, new Mapping.Entry(value.place(), key, value));
  }

  private static Node value(String flag, String text) {
    return new Node.Scalar(Place.of(flag), text);
  }

  private static Node list(String flag, List<String> texts) {
    List<Node> items = new ArrayList<>();
    for (String text : texts) {
      items.add(value(flag, text));
    }
    return new Node.Sequence(Place.of(flag), items);
  }
}
