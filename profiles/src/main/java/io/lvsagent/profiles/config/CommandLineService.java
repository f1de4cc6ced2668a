package io.lvsagent.profiles.config;

import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
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

  private static final Map<String, String> FLAGS =
      Map.of(
          ConfigKeys.VIPS,
          "--vip",
          ConfigKeys.UPLINKS,
          "--uplink",
          ConfigKeys.DEVICE,
          "--device",
          ConfigKeys.DIRECTOR,
          "--director");

  /** Returns the service; throws ConfigException if a flag is wrong or missing. */
  public Service service() {
    Node name = value("--profile", profile);
    Mapping keys = new Mapping(name.place(), Map.of()).with(ConfigKeys.PROFILE, name);
    keys = vips.isEmpty() ? keys : keys.with(ConfigKeys.VIPS, list("--vip", vips));
    keys = uplinks.isEmpty() ? keys : keys.with(ConfigKeys.UPLINKS, list("--uplink", uplinks));
    if (device.isPresent()) {
      keys = keys.with(ConfigKeys.DEVICE, value("--device", device.get()));
    }
    if (director.isPresent()) {
      keys = keys.with(ConfigKeys.DIRECTOR, value("--director", director.get()));
    }
    Mapping.Entry entry = new Mapping.Entry(Place.of("--name"), this.name.orElse(profile), keys);
    ConfigFiles none = new ConfigFiles(owner -> false);
    return new ServiceReader(entry, Profiles.builtIn(), none).read(ORIGIN);
  }

  /** Returns the exception for a key without which a profile cannot do, in words of flags. */
  static ConfigException missing(String profile, String key, String such) {
    String flag = FLAGS.get(key);
    return Place.of("--profile")
        .wrong(
            flag == null
                ? profile + " needs \"" + key + "\", which only a config can have: write one"
                : profile + " needs " + flag + ", " + such.replace("[", "").replace("]", ""));
  }

  private static Node value(String flag, String text) {
    return new Node.Scalar(Place.of(flag), text);
  }

  private static Node list(String flag, List<String> texts) {
    List<Node> items = texts.stream().map(text -> value(flag, text)).toList();
    return new Node.Sequence(Place.of(flag), items);
  }
}
