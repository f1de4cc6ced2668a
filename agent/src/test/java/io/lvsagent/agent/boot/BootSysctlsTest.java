package io.lvsagent.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lvsagent.agent.boot.BootSysctls.Tool;
import io.lvsagent.agent.lab.Seeds;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.sysctl.SysctlKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the prediction to what systemd-sysctl and sysctl really do with the same files. */
@Tag("kernel")
class BootSysctlsTest {
  private static final int TREES = 240;
  private static final String UNTOUCHED = "77";

  /** The device whose appearance the rule of udev is for. */
  private static final Optional<String> NEW = Optional.of("a");

  @TempDir Path folder;

  private static final List<SysctlKey> KEYS = keys();

  private static List<SysctlKey> keys() {
    List<SysctlKey> keys = new ArrayList<>(List.of(SysctlKey.IP_FORWARD));
    for (String device : SysctlTrees.DEVICES) {
      SysctlTrees.PARAMETERS.forEach(name -> keys.add(SysctlKey.ipv4(device, name)));
    }
    return keys;
  }

  @Test
  void predictsWhatTheProgramsDo() throws IOException, InterruptedException {
    assumeTrue(Libc.geteuid() == 0, "needs root for its own namespaces");
    boolean isThere =
        Files.exists(Path.of("/lib/systemd/systemd-sysctl"))
            || Files.exists(Path.of("/usr/lib/systemd/systemd-sysctl"));
    assumeTrue(isThere, "needs systemd-sysctl");
    boolean isNew = !said("sysctl", "--version").contains(" 4.0.2");
    List<Long> seeds = Seeds.of(LongStream.range(0, TREES));
    Path trees = Files.createDirectory(folder.resolve("trees"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Map<Long, Map<SysctlKey, String>> bySystemd = new LinkedHashMap<>();
    Map<Long, Map<SysctlKey, String>> byProcps = new LinkedHashMap<>();
    for (long seed : seeds) {
      Path tree = trees.resolve(Long.toString(seed));
      new SysctlTrees(seed).write(tree);
      bySystemd.put(seed, predicted(new RootFolder(tree), Tool.SYSTEMD));
      if (!isNew || !hasExcludingGlob(new RootFolder(tree))) {
        byProcps.put(seed, predicted(new RootFolder(tree), Tool.PROCPS));
      }
    }
    apply(trees, out);
    int changed = 0;
    int differing = 0;
    for (long seed : seeds) {
      Map<SysctlKey, String> systemd = bySystemd.get(seed);
      assertThat(systemd).as("systemd-sysctl, seed %d", seed).isEqualTo(real(out, seed, "systemd"));
      Map<SysctlKey, String> procps = byProcps.getOrDefault(seed, real(out, seed, "procps"));
      assertThat(procps).as("sysctl --system, seed %d", seed).isEqualTo(real(out, seed, "procps"));
      differing += systemd.equals(procps) ? 0 : 1;
      systemd.replaceAll((key, v) -> key.device().equals(NEW) ? v : UNTOUCHED);
      if (Files.exists(out.resolve(seed + ".udev"))) {
        assertThat(real(out, seed, "udev")).as("udev, seed %d", seed).isEqualTo(systemd);
        changed += systemd.values().stream().anyMatch(v -> !v.equals(UNTOUCHED)) ? 1 : 0;
      }
    }
    if (seeds.size() > 1) {
      assertThat(byProcps).hasSizeGreaterThan(seeds.size() / 4);
      assertThat(differing).isGreaterThan(seeds.size() / 4);
      assertThat(changed).isGreaterThan(seeds.size() / 10);
    }
  }

  private static Map<SysctlKey, String> predicted(RootFolder root, Tool tool) {
    Map<SysctlKey, SysctlLine> set = BootSysctls.set(tool, BootSysctls.lines(root, tool), KEYS);
    Map<SysctlKey, String> values = new LinkedHashMap<>();
    for (SysctlKey key : KEYS) {
      SysctlLine line = set.get(key);
      values.put(key, line == null ? UNTOUCHED : line.number().orElseThrow().toString());
    }
    return values;
  }

  private static Map<SysctlKey, String> real(Path out, long seed, String program)
      throws IOException {
    Map<SysctlKey, String> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(out.resolve(seed + "." + program))) {
      int colon = line.lastIndexOf(':');
      SysctlKey key = SysctlKey.parse(line.substring("/proc/sys/".length(), colon));
      values.put(key, line.substring(colon + 1));
    }
    return values;
  }

  /** Returns true if a tree has a line of which versions of sysctl(8) think differently. */
  private static boolean hasExcludingGlob(RootFolder root) {
    return BootSysctls.lines(root, Tool.PROCPS).stream()
        .anyMatch(line -> line.isGlob() && line.value().isEmpty());
  }

  private String said(String... command) throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    boolean ended = process.waitFor(400, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(said);
    assertThat(ended).as(text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private void apply(Path trees, Path out) throws IOException, InterruptedException {
    Path script = folder.resolve("apply.sh");
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/boot/apply.sh"))) {
      Files.copy(in, script);
    }
    said("unshare", "-m", "-n", "sh", script.toString(), trees.toString(), out.toString());
  }
}
