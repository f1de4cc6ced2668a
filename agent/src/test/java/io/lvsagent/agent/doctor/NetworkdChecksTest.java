package io.lvsagent.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.lab.RootTree;
import io.lvsagent.iface.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the findings to what systemd-networkd really does with the same files. */
@Tag("kernel")
class NetworkdChecksTest {
  private static final String NETWORK = "\n[Network]\nAddress=198.51.100.2/24\n";
  private static final String FILE = "etc/systemd/network/20-x.network";

  @TempDir Path folder;

  private final Map<String, RootTree> trees = new LinkedHashMap<>();

  private RootTree tree(String name) {
    RootTree tree =
        new RootTree(folder.resolve("trees").resolve(name))
            .withLink(
                "etc/systemd/system/multi-user.target.wants/systemd-networkd.service",
                "../systemd-networkd.service");
    trees.put(name, tree);
    return tree;
  }

  private void trees() {
    tree("named").with(FILE, "[Match]\nName=eth0" + NETWORK);
    tree("glob").with(FILE, "[Match]\nName=et* lo" + NETWORK);
    tree("all").with(FILE, "[Match]\nName=*" + NETWORK);
    tree("others").with(FILE, "[Match]\nName=eth1 other" + NETWORK);
    tree("inverted").with(FILE, "[Match]\nName=!eth0 !lo" + NETWORK);
    tree("static").with(FILE, "[Match]\nName=eth0" + NETWORK + "KeepConfiguration=static\n");
    tree("yes").with(FILE, "[Match]\nName=eth0" + NETWORK + "KeepConfiguration=yes\n");
    tree("dhcp").with(FILE, "[Match]\nName=eth0" + NETWORK + "KeepConfiguration=dhcp\n");
    tree("unmanaged").with(FILE, "[Match]\nName=eth0\n[Link]\nUnmanaged=yes" + NETWORK);
    tree("dropin")
        .with(FILE, "[Match]\nName=eth0" + NETWORK)
        .with(FILE + ".d/keep.conf", "[Network]\nKeepConfiguration=yes\n");
    tree("first")
        .with("run/systemd/network/10-x.network", "[Match]\nName=eth0" + NETWORK)
        .with(FILE, "[Match]\nName=eth0\n[Network]\nKeepConfiguration=yes\n");
    tree("masked")
        .with("run/systemd/network/20-x.network", "[Match]\nName=eth0" + NETWORK)
        .withLink(FILE, "/dev/null");
  }

  @Test
  void findsWhatNetworkdTakes() throws IOException, InterruptedException {
    assumeTrue(Libc.geteuid() == 0, "needs root for its own namespaces");
    assumeTrue(
        Files.exists(Path.of("/lib/systemd/systemd-networkd")),
        "needs /lib/systemd/systemd-networkd");
    trees();
    Path out = Files.createDirectory(folder.resolve("out"));
    run(folder.resolve("trees"), out);
    int taken = 0;
    for (Map.Entry<String, RootTree> tree : trees.entrySet()) {
      String name = tree.getKey();
      String log = Files.readString(out.resolve(name + ".log"));
      List<String> kept = Files.readAllLines(out.resolve(name));
      NetworkdChecks checks = new NetworkdChecks(new RootFolder(tree.getValue().root()));
      for (String device : List.of("eth0", "lo")) {
        assertThat(checks.of(device, "web").isEmpty())
            .as("%s of %s: %s", device, name, log)
            .isEqualTo(kept.contains(device));
      }
      taken += kept.contains("eth0") ? 0 : 1;
    }
    assertThat(taken).isBetween(4, trees.size() - 4);
  }

  private void run(Path in, Path out) throws IOException, InterruptedException {
    Path script = folder.resolve("networkd.sh");
    try (var from = Objects.requireNonNull(getClass().getResourceAsStream("/doctor/networkd.sh"))) {
      Files.copy(from, script);
    }
    Process process =
        new ProcessBuilder("sh", script.toString(), in.toString(), out.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    boolean ended = process.waitFor(400, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as(Files.readString(folder.resolve("said"))).isTrue();
  }
}
