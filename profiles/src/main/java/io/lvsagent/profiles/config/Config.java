package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.YamlReader;
import io.lvsagent.profiles.yaml.YamlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** The config that an operator wrote, for one host or for all hosts of its clusters. */
public final class Config {
  private static final String SAME_LABEL =
      "label \"%s\" is already used by a VIP of another service at %s";

  /** "LV" in the upper half, so that hardly anybody else uses such a mark. */
  private static final long FIRST_MARK = 0x4c56_0001L;

  private final String origin;
  private final Map<String, Mapping.Entry> written;
  private final List<Cluster> clusters = new ArrayList<>();
  private final Profiles profiles;
  private final ConfigFiles files;
  private final List<Service> services;

  private Config(String origin, List<Mapping> parts, ConfigFiles files) {
    this.origin = origin;
    this.files = files;
    profiles = Profiles.with(merged(parts, ConfigKeys.PROFILES));
    written = merged(parts, ConfigKeys.SERVICES);
    Mistakes mistakes = new Mistakes();
    long mark = FIRST_MARK;
    for (Mapping.Entry entry : merged(parts, ConfigKeys.CLUSTERS).values()) {
      long first = mark;
      Optional<Cluster> cluster = mistakes.in(() -> new ClusterReader(entry, profiles).read(first));
      cluster.ifPresent(clusters::add);
      mark += cluster.map(Cluster::virtualServers).orElse(0);
    }
    services = read(written.values(), mistakes);
    clusters.forEach(cluster -> requireSound(cluster, mistakes));
    mistakes.throwIfAny();
  }

  /** Returns what the ledger notes as the place of the config. */
  public String origin() {
    return origin;
  }

  /** Returns the services that are not those of clusters. */
  public List<Service> services() {
    return services;
  }

  public Profiles profiles() {
    return profiles;
  }

  /** Returns the addresses of the hosts of each cluster, by the name of the cluster. */
  public Map<String, Set<Ip>> clusters() {
    Map<String, Set<Ip>> hosts = new LinkedHashMap<>();
    clusters.forEach(cluster -> hosts.put(cluster.name(), cluster.hosts()));
    return hosts;
  }

  /**
   * Returns the services that a host has, those of clusters included. Throws ConfigException if a
   * real server is out of reach from this host.
   */
  public List<Service> on(ClusterHost host) {
    Mistakes mistakes = new Mistakes();
    List<Service> all = read(entries(host), mistakes);
    mistakes.throwIfAny();
    return all;
  }

  /** Returns the services of a host as the YAML of a config that has no clusters. */
  public String text(ClusterHost host) {
    Mapping.Entry services =
        new Mapping.Entry(
            Place.of(origin), ConfigKeys.SERVICES, Mapping.of(Place.of(origin), entries(host)));
    return YamlText.of(services);
  }

  private List<Mapping.Entry> entries(ClusterHost host) {
    List<Mapping.Entry> entries = new ArrayList<>(written.values());
    clusters.forEach(cluster -> entries.addAll(cluster.on(host)));
    return entries;
  }

  private List<Service> read(Collection<Mapping.Entry> entries, Mistakes mistakes) {
    List<Service> read = new ArrayList<>();
    for (Mapping.Entry entry : entries) {
      mistakes
          .in(() -> new ServiceReader(entry, profiles, files).read(origin))
          .ifPresent(read::add);
    }
    mistakes.check(() -> requireLabelsApart(read));
    return List.copyOf(read);
  }

  /** Checks what a cluster means on each kind of host that it has. */
  private void requireSound(Cluster cluster, Mistakes mistakes) {
    for (String name : cluster.names()) {
      Mapping.Entry service = written.get(name);
      if (service != null) {
        mistakes.add(
            service.wrong(
                "\"%s\" is a service of the cluster at %s: use another name",
                name, cluster.entry().place()));
      }
    }
    for (Ip host : cluster.examples()) {
      for (Service service : read(cluster.on(ClusterHost.at(host)), mistakes)) {
        mistakes.check(() -> cluster.requireNoVip(service.ranges()));
      }
    }
  }

  /** Returns the origin of a config: its absolute path, unless it is the standard input. */
  public static String originOf(Path path) {
    return path.toString().equals(StandardInput.PATH)
        ? StandardInput.NAME
        : path.toAbsolutePath().normalize().toString();
  }

  /**
   * Reads a file, all *.yaml files of a folder in the order of their names, or the standard input
   * for {@code -}. Throws ConfigException if a file cannot be read, is not trusted or holds a
   * mistake.
   *
   * @param owners accepts the uids whose files are trusted, such as {@link TrustedOwners}
   */
  public static Config read(Path path, IntPredicate owners) {
    requirePlain(path);
    ConfigFiles reader = new ConfigFiles(owners);
    return of(originOf(path), path, reader.read(path), reader);
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
        ? of(folder.toString(), candidate, reader.readWith(folder, path, candidate), reader)
        : of(path.toString(), candidate, reader.read(candidate), reader);
  }

  /** Reads a config that is a text and not a file. Throws ConfigException. */
  public static Config ofText(String name, String text) {
    Path path = Path.of(name);
    Mapping file = YamlReader.read(name, text, ConfigKeys.FILE, ConfigKeys.PROFILE);
    return of(originOf(path), path, List.of(file), new ConfigFiles(owner -> true));
  }

  private static void requirePlain(Path path) {
    Place.of(path.toString())
        .refuseIf(
            path.toString().chars().anyMatch(Character::isISOControl),
            "the path contains a line break, a tab or the like: rename it");
  }

  private static Config of(String origin, Path read, List<Mapping> files, ConfigFiles reader) {
    Mistakes inFiles = new Mistakes();
    boolean none = true;
    for (Mapping file : files) {
      inFiles.check(() -> requireServicesBelow(file));
      none &= !file.has(ConfigKeys.SERVICES) && !file.has(ConfigKeys.CLUSTERS);
    }
    inFiles.throwIfAny();
    ConfigFiles.place(read)
        .refuseIf(none, "\"services\" is missing: write \"services: {}\" if there are none");
    return new Config(origin, files, reader);
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
