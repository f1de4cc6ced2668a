package io.lvsagent.agent.lab;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that a namespace shows of itself: links, addresses, the routes of all tables, the permanent
 * neighbours, and every readable file under /proc/sys/net, by name.
 */
public record Snapshot(Map<String, String> shown) {
  private static final Path SYSCTLS = Path.of("/proc/sys/net");

  /** Files that change by themselves. */
  private static final Set<String> VOLATILE = Set.of("netfilter/nf_conntrack_count");

  /** The output is in the order of a hash, so it is sorted. */
  private static final String NEIGHBOURS = "neigh show nud permanent";

  private static final Pattern INET6 = Pattern.compile("\"inet6\",\"local\":\"([^\"]*)\"");
  private static final long ROUTES_COME_WITHIN = 10_000_000_000L;

  /** The routes are those of both families. */
  private static final List<String> LISTINGS =
      List.of("link", "addr", "route show table all", NEIGHBOURS);

  public static Snapshot of(Node node) {
    Map<String, String> shown = new TreeMap<>();
    String[] lists = listed(node);
    for (int list = 0; list < LISTINGS.size(); list++) {
      String[] objects = lists[list].replaceAll("^\\[|]$", "").split("(?<=}),(?=\\{)");
      if (LISTINGS.get(list).equals(NEIGHBOURS)) {
        Arrays.sort(objects);
      }
      for (int i = 0; i < objects.length; i++) {
        shown.put(String.format("ip %s [%05d]", LISTINGS.get(list), i), objects[i]);
      }
    }
    shown.putAll(node.call(Snapshot::sysctls));
    return new Snapshot(shown);
  }

  /**
   * All by one process, because processes are what a test's time goes to; again while an IPv6
   * address lacks its route, which the kernel makes a little later.
   */
  private static String[] listed(Node node) {
    long end = System.nanoTime() + ROUTES_COME_WITHIN;
    while (true) {
      String[] lists = node.ip(List.of("-j"), LISTINGS).split("\\s*\n");
      if (hasItsRoutes(lists[1], lists[2]) || System.nanoTime() > end) {
        return lists;
      }
    }
  }

  private static boolean hasItsRoutes(String devices, String routes) {
    return Stream.of(devices.split("(?=\\{\"ifindex\")"))
        .filter(device -> device.contains("\"UP\"") && !device.contains("\"tentative\""))
        .flatMap(device -> INET6.matcher(device).results())
        .allMatch(inet6 -> routes.contains("\"local\",\"dst\":\"" + inet6.group(1) + "\""));
  }

  private static Map<String, String> sysctls() throws IOException {
    Map<String, String> sysctls = new TreeMap<>();
    Files.walkFileTree(
        SYSCTLS,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = SYSCTLS.relativize(file).toString();
            if (!VOLATILE.contains(name)) {
              read(file).ifPresent(text -> sysctls.put("net/" + name, text));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sysctls;
  }

  /** Some files can only be written, and an IPv6 secret that was never set cannot be read. */
  private static Optional<String> read(Path file) {
    try (InputStream in = new FileInputStream(file.toString())) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).trim());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the differences to a later snapshot as lines for people. */
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

  /** Returns the part whose names begin with a prefix. */
  public Snapshot of(String... beginnings) {
    Map<String, String> part = new TreeMap<>(shown);
    part.keySet().removeIf(name -> Stream.of(beginnings).noneMatch(name::startsWith));
    return new Snapshot(part);
  }
}
