package io.lvsagent.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that a namespace shows of itself: links, addresses, the routes of all tables, the permanent
 * neighbours, and every readable file under /proc/sys/net, by name.
 */
public record Snapshot(Map<String, String> shown) {
  private static final Path SYSCTLS = Path.of("/proc/sys/net");

  /** What changes by itself. */
  private static final Set<String> VOLATILE = Set.of("netfilter/nf_conntrack_count");

  /** In the order of a hash, which tells nothing. */
  private static final String NEIGHBOURS = "ip -j neigh show nud permanent";

  private static final List<String> LISTINGS =
      List.of(
          "ip -j link",
          "ip -j addr",
          "ip -j -4 route show table all",
          "ip -j -6 route show table all",
          NEIGHBOURS);

  public static Snapshot of(Node node) {
    Map<String, String> shown = new TreeMap<>();
    // all by one shell, for processes are what a test's time goes to
    String[] lists = node.sh(String.join("; ", LISTINGS)).split("\n");
    for (int list = 0; list < lists.length; list++) {
      String within = lists[list].trim().replaceAll("^\\[|]$", "");
      String[] objects = within.split("(?<=}),(?=\\{)");
      if (LISTINGS.get(list).equals(NEIGHBOURS)) {
        Arrays.sort(objects);
      }
      for (int i = 0; i < objects.length; i++) {
        shown.put(String.format("%s [%05d]", LISTINGS.get(list), i), objects[i]);
      }
    }
    shown.putAll(node.call(Snapshot::sysctls));
    return new Snapshot(shown);
  }

  private static Map<String, String> sysctls() {
    Map<String, String> sysctls = new TreeMap<>();
    try (Stream<Path> all = Files.walk(SYSCTLS)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = SYSCTLS.relativize(file).toString();
        if (!VOLATILE.contains(name)) {
          read(file).ifPresent(text -> sysctls.put("net/" + name, text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sysctls;
  }

  /** Some can be written only, and an IPv6 secret that was never set cannot be read. */
  private static java.util.Optional<String> read(Path file) {
    try {
      return java.util.Optional.of(
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).trim());
    } catch (IOException e) {
      return java.util.Optional.empty();
    }
  }

  /** What is another then, as lines for people; none where nothing is. */
  public List<String> differencesTo(Snapshot then) {
    List<String> differences = new ArrayList<>();
    Set<String> names = new TreeSet<>(shown.keySet());
    names.addAll(then.shown.keySet());
    for (String name : names) {
      String one = shown.getOrDefault(name, "nothing");
      String other = then.shown.getOrDefault(name, "nothing");
      if (!one.equals(other)) {
        differences.add(name + ": " + one + " -> " + other);
      }
    }
    return differences;
  }

  /** The part whose names begin so. */
  public Snapshot of(String... beginnings) {
    Map<String, String> part = new TreeMap<>(shown);
    part.keySet().removeIf(name -> Stream.of(beginnings).noneMatch(name::startsWith));
    return new Snapshot(part);
  }
}
