package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.RootTree;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes the files of a boot into another root, which needs no privileges. */
class PersistTest {
  private static final String SYSCTLS = "etc/sysctl.d/90-lvs-agent.conf";
  private static final String MODULES = "etc/modules-load.d/lvs-agent.conf";

  @TempDir Path root;

  @BeforeEach
  void configure() {
    config(
        """
        services:
          web: {profile: dr, vips: [192.0.2.10], uplinks: [eth0.100]}
          tunnel: {profile: tun, vips: [192.0.2.20]}
        """);
  }

  private void config(String yaml) {
    new RootTree(root).with("etc/lvs-agent/web.yaml", yaml);
  }

  private Run run(String line) {
    return new RootTree(root).run(line);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(root.resolve(file));
  }

  @Test
  void writesExplicitKeysOfDevicesThatNeedNotBeThere() throws IOException {
    Run run = run("persist");
    assertThat(run.exit()).isZero();
    assertThat(lines(SYSCTLS))
        .first()
        .asString()
        .isEqualTo("# Written by lvs-agent persist for services: web, tunnel");
    assertThat(lines(SYSCTLS))
        .contains(
            "net.ipv4.conf.all.arp_ignore = 1",
            "net.ipv4.conf.all.arp_announce = 2",
            "net/ipv4/conf/eth0.100/arp_ignore = 1",
            "net.ipv4.conf.tunl0.rp_filter = 0")
        .noneMatch(line -> line.contains("*"));
    assertThat(lines(MODULES)).contains("ipip").doesNotContain("ip_vs");
    assertThat(Files.getPosixFilePermissions(root.resolve(SYSCTLS)))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    try (Stream<Path> folder = Files.list(root.resolve("etc/sysctl.d"))) {
      assertThat(folder).hasSize(1);
    }
  }

  @Test
  void printsTheLinesThatWriteAndWritesNothing() throws IOException, InterruptedException {
    Run dry = run("persist --dry-run");
    assertThat(root.resolve(SYSCTLS)).doesNotExist();
    Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
    shell.outputWriter().append(dry.out()).close();
    assertThat(shell.waitFor()).isZero();
    Run run = run("-o json persist");
    assertThat(run.out())
        .contains("\"changed\":false", "\"result\":\"unchanged\"")
        .doesNotContain("\"written\"");
  }

  @Test
  void removesItsFilesWithoutAConfig() throws IOException {
    run("persist");
    Files.delete(root.resolve("etc/lvs-agent/web.yaml"));
    assertThat(run("persist --remove").exit()).isZero();
    assertThat(root.resolve(SYSCTLS)).doesNotExist();
    assertThat(root.resolve(MODULES)).doesNotExist();
    assertThat(run("persist --remove")).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void removesAFileThatIsNoLongerNeeded() throws IOException {
    run("persist");
    config("services: {web: {profile: dr, vips: [192.0.2.10]}}\n");
    assertThat(run("persist").exit()).isZero();
    assertThat(root.resolve(MODULES)).doesNotExist();
    assertThat(lines(SYSCTLS)).noneMatch(line -> line.contains("tunl0"));
  }

  @Test
  void leavesAFileOfSomebodyElseAndWritesNothing() throws IOException {
    new RootTree(root).with(MODULES, "ipip\n");
    for (String line : List.of("persist --dry-run", "persist")) {
      Run run = run(line);
      assertThat(run.exit()).as(line).isEqualTo(1);
      assertThat(run.out()).as(line).isEmpty();
      assertThat(run.err()).as(line).contains(MODULES + " is not a file of lvs-agent");
    }
    assertThat(root.resolve(SYSCTLS)).doesNotExist();
    assertThat(lines(MODULES)).containsExactly("ipip");
    Run remove = run("persist --remove");
    assertThat(remove.exit()).isZero();
    assertThat(remove.err()).contains(MODULES + " is not a file of lvs-agent: it stays");
    assertThat(root.resolve(MODULES)).exists();
  }

  @Test
  void leavesALinkThatMasksItsFile() throws IOException {
    Files.createDirectories(root.resolve(SYSCTLS).resolveSibling("."));
    Files.createSymbolicLink(root.resolve(SYSCTLS), Path.of("/dev/null"));
    assertThat(run("persist").exit()).isEqualTo(1);
    assertThat(Files.exists(root.resolve(SYSCTLS), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(root.resolve(MODULES)).doesNotExist();
  }

  /** What would be applied after our file, in spite of it. */
  @Test
  void namesTheLineThatOverridesIt() throws IOException {
    new RootTree(root).with("etc/sysctl.d/99-z.conf", "\nnet.ipv4.conf.all.arp_ignore=0\n");
    Run run = run("persist");
    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("99-z.conf:2 sets net/ipv4/conf/all/arp_ignore to 0");
  }

  /** Lowering all takes the filter from devices that have none of their own, unless default has. */
  @Test
  void keepsTheFilterOfOtherDevices() throws IOException {
    new RootTree(root)
        .with(
            "usr/lib/sysctl.d/50-default.conf",
            "net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.eth7.rp_filter = 0\n");
    run("persist");
    assertThat(lines(SYSCTLS))
        .contains(
            "net.ipv4.conf.all.rp_filter = 0",
            "net.ipv4.conf.default.rp_filter = 1",
            "net.ipv4.conf.eth7.rp_filter = 1");
    Run again = run("-o json persist");
    assertThat(again.out()).contains("\"changed\":false");
  }

  @Test
  void refusesWhatItCannotUse() {
    assertThat(run("persist --remove web").exit()).isEqualTo(64);
    assertThat(run("persist nothing").exit()).isEqualTo(64);
    root = root.resolve("nowhere");
    assertThat(run("persist").exit()).isEqualTo(64);
  }

  @Test
  void needsNoConfig() throws IOException {
    assertThat(run("persist --profile dr-uplink --vip 192.0.2.10 --uplink eth0").exit()).isZero();
    assertThat(lines(SYSCTLS))
        .contains("net.ipv4.conf.eth0.arp_ignore = 1")
        .noneMatch(line -> line.contains(".all."));
  }

  /** Start-up is a feature: others pay one look for the file, and no class. */
  @Test
  void costsOtherCommandsNothing() throws IOException, InterruptedException {
    for (String command : List.of("verify", "status")) {
      Path loaded = root.resolve(command);
      List<String> line = new ArrayList<>(List.of(java(), "-Xlog:class+load:file=" + loaded));
      line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
      line.addAll(List.of(command, "--state", root + "/state"));
      line.addAll(List.of("--profile", "dr", "--vip", "192.0.2.10"));
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(root.resolve("said").toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(loaded))
          .contains("io.lvsagent.agent.verify.Verification ")
          .doesNotContain("io.lvsagent.agent.boot.", "io.lvsagent.agent.doctor.");
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
