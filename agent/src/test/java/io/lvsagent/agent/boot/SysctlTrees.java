package io.lvsagent.agent.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Makes the files of sysctl.d of a host, with everything that people write into them. */
final class SysctlTrees {
  private static final List<String> FOLDERS =
      List.of("etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d");
  private static final List<String> NAMES =
      List.of("10-a.conf", "50-default.conf", "60-b.conf", "99-sysctl.conf", "99-z.conf", "README");
  static final List<String> PARAMETERS =
      List.of("arp_ignore", "arp_announce", "rp_filter", "send_redirects");
  static final List<String> DEVICES = List.of("all", "default", "lo", "a", "b", "c.1");
  private static final List<String> PATTERNS =
      List.of("*", "?", "[ab]", "[!a]*", "a*", "*l*", "[[:alpha:]]", "[a-b]", "\\a", "c*1", "[a");
  private static final List<String> VALUES =
      List.of("0", "1", "2", "3", "8", "1", "2", "-1", "0x2", "010", "abc", "", "1.0", "5 6");
  private static final List<String> WHOLE =
      List.of(
          "net.ipv4.ip_forward",
          "net/ipv4/ip_forward",
          "net.ipv4.conf.all.forwarding",
          "net.ipv4.ip_forwar?",
          "/net/ipv4/conf/a/arp_ignore",
          "net.*.conf.all.rp_filter",
          "net.ipv4.conf.all.arp_*",
          "net/ipv4/conf/a*",
          "net.ipv4.conf.nobody.arp_ignore",
          "kernel.nothing");

  private final Random random;

  SysctlTrees(long seed) {
    random = new Random(seed);
  }

  void write(Path root) {
    try {
      for (String folder : FOLDERS) {
        Files.createDirectories(root.resolve(folder));
        for (String name : NAMES) {
          if (random.nextInt(4) == 0) {
            file(root.resolve(folder).resolve(name));
          }
        }
      }
      if (random.nextInt(3) > 0) {
        Files.write(root.resolve("etc/sysctl.conf"), lines().getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void file(Path file) throws IOException {
    switch (random.nextInt(10)) {
      case 0 -> Files.createSymbolicLink(file, Path.of("/dev/null"));
      case 1 -> Files.createSymbolicLink(file, Path.of("nowhere"));
      case 2 -> Files.createFile(file);
      case 3 -> Files.createSymbolicLink(file, Path.of(up(file), "etc/sysctl.conf"));
      default -> Files.write(file, lines().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Returns the way from a folder of drop-ins to the root. */
  private static String up(Path file) {
    String path = file.toString();
    String more = path.contains("/usr/local/") ? "../../" : path.contains("/usr/lib/") ? "../" : "";
    return more + "../..";
  }

  private String lines() {
    StringBuilder lines = new StringBuilder();
    for (int i = random.nextInt(7); i >= 0; i--) {
      lines.append(line()).append(random.nextInt(20) == 0 ? "\r\n" : "\n");
    }
    return random.nextInt(10) == 0 ? lines.toString().stripTrailing() : lines.toString();
  }

  private String line() {
    String space = pick(List.of("", "", "", " ", "\t"));
    return switch (random.nextInt(16)) {
      case 0 -> pick(List.of("", " ", "# note", "; note = 1", "nonsense", "=", "= 1", "-", "a=1"));
      case 1, 2, 3 -> "-" + space + key() + space;
      case 4 -> "-" + key() + " = " + pick(VALUES);
      default -> space + key() + space + "=" + space + pick(VALUES) + space;
    };
  }

  private String key() {
    if (random.nextInt(6) == 0) {
      return pick(WHOLE);
    }
    boolean dotted = random.nextBoolean();
    String device = random.nextInt(3) == 0 ? pick(PATTERNS) : pick(DEVICES);
    String separator = dotted ? "." : "/";
    String name = dotted ? device.replace('.', '/') : device;
    return String.join(separator, "net", "ipv4", "conf", name, pick(PARAMETERS));
  }

  private String pick(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
