package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment of the agent: namespaces, permissions, pipes that nobody reads, a shell. */
final class SurroundingsTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10";

  private static final String NOBODY =
      "setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all ";

  @Test
  void aFileThatIsNoNamespaceIsNamed() {
    Run run =
        lab.first()
            .shell(
                "mount -t tmpfs tmpfs /run/netns && touch /run/netns/file && exec \"$@\"",
                "--netns file verify " + WEB);
    assertThat(run.exit()).as(run.err()).isEqualTo(69);
    assertThat(run.err()).contains("/run/netns/file is not a network namespace").hasLineCount(1);
  }

  /**
   * As the user nobody, who is root of a user namespace with its own network, but cannot write
   * /run.
   */
  @Test
  void worksWithoutPrivilegesInANamespaceOfOnesOwn(@TempDir Path folder) throws IOException {
    if (run(NOBODY + "unshare -Urnm true").exit() != 0) {
      Lab.refuse("this kernel lets nobody make a user namespace");
    }
    Path home = homeOfNobody(folder);
    String agent = agentForAll(folder);
    Path script = folder.resolve("script");
    Files.writeString(
        script,
        """
        set -e
        export XDG_RUNTIME_DIR=%1$s
        ip link set lo up
        ip link add eth0 type veth peer name far0
        ip addr add 192.0.2.2/24 dev eth0
        sysctl -q -w net/ipv4/conf/all/arp_ignore=3
        %2$s start %3$s
        ip -4 addr show lo
        %2$s verify %3$s
        %2$s stop %3$s
        ip -4 addr show lo
        sysctl net/ipv4/conf/all/arp_ignore
        """
            .formatted(home, agent, WEB));
    Run run = run(NOBODY + "unshare -Urnm sh " + script);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("inet 192.0.2.10/32", "dr  up", "arp_ignore = 3");
    assertThat(run.out().substring(run.out().lastIndexOf("127.0.0.1"))).doesNotContain("192.0.2");
    try (Stream<Path> state = Files.walk(home.resolve("lvs-agent"))) {
      assertThat(state.anyMatch(path -> path.endsWith("ledger"))).isTrue();
    }
  }

  /** The capabilities in its namespace suffice for packet sockets, too. */
  @Test
  void announcesWithoutPrivilegesInANamespaceOfOnesOwn(@TempDir Path folder) throws IOException {
    if (run(NOBODY + "unshare -Urnm true").exit() != 0) {
      Lab.refuse("this kernel lets nobody make a user namespace");
    }
    Path home = homeOfNobody(folder);
    Path script = folder.resolve("script");
    Files.writeString(
        script,
        """
        set -e
        export XDG_RUNTIME_DIR=%1$s
        ip link add eth0 type veth peer name far0
        ip link set eth0 up
        ip link set far0 up
        for i in $(seq 6000); do ip link show eth0 | grep -q 'state UP' && break; sleep 0.01; done
        %2$s start --profile director-nat --device eth0 --vip 192.0.2.11
        ip addr add 192.0.2.12/32 dev far0
        %2$s start --profile director-nat --device eth0 --vip 192.0.2.12 --name other || echo $?
        """
            .formatted(home, agentForAll(folder)));
    Run run = run(NOBODY + "unshare -Urnm sh " + script);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.err())
        .contains("lvs-agent: announced 192.0.2.11 on eth0\n")
        .contains("the VIP has a second address");
  }

  @Test
  void aMissingPermissionIsReportedBeforeAnythingIsChanged(@TempDir Path folder)
      throws IOException {
    Path home = homeOfNobody(folder);
    String agent = agentForAll(folder);
    Snapshot before = Snapshot.of(host());
    Run run = run(NOBODY + agent + "--state " + home + " start " + WEB);
    assertThat(run.exit()).as(run.err()).isEqualTo(77);
    assertThat(run.err()).contains("write 1 to net/ipv4/conf/all/arp_ignore").hasLineCount(1);
    for (String parameter : List.of("arp_ignore", "arp_announce")) {
      host().conf("all", parameter, 2);
      host().conf("lo", parameter, 2);
    }
    Run address = run(NOBODY + agent + "--state " + home + " start " + WEB);
    assertThat(address.exit()).as(address.err()).isEqualTo(77);
    assertThat(address.err()).contains("add address 192.0.2.10/32", "EPERM").hasLineCount(1);
    assertThat(before.of("ip").differencesTo(Snapshot.of(host()).of("ip"))).isEmpty();
  }

  private Path homeOfNobody(Path folder) throws IOException {
    folder.toFile().setExecutable(true, false);
    folder.toFile().setReadable(true, false);
    Path home = Files.createDirectory(folder.resolve("home"));
    assertThat(run("chown 65534:65534 " + home).exit()).isZero();
    return home;
  }

  private static String agentForAll(Path folder) throws IOException {
    return Path.of(System.getProperty("java.home"), "bin", "java")
        + " -cp "
        + readableByAll(folder)
        + " -XX:TieredStopAtLevel=1 io.lvsagent.agent.Main ";
  }

  private Run run(String words) {
    return host().run(List.of(words.split(" ")));
  }

  /** Copies our classes and their libraries to where everybody may read them. */
  private static String readableByAll(Path folder) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      boolean ours = entry.endsWith("/target/classes") || entry.contains("-SNAPSHOT");
      boolean needed =
          Stream.of("picocli", "jackson", "snakeyaml", "jnr", "jffi", "/asm/")
              .anyMatch(entry::contains);
      if (ours || needed) {
        Path copy = folder.resolve(copies.size() + (entry.endsWith(".jar") ? ".jar" : ""));
        copy(Path.of(entry), copy);
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        Files.copy(path, copy);
        copy.toFile().setReadable(true, false);
        copy.toFile().setExecutable(Files.isDirectory(path), false);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"$@\" >&-",
        "\"$@\" >&- 2>&-",
        "\"$@\" <&- >&- 2>&-",
        "\"$@\" | head -c1 >/dev/null",
        "\"$@\" 2>&1 | true",
        "\"$@\" >/dev/full",
      })
  void anAnswerThatNobodyGetsLosesNeitherAChangeNorTheLedger(String line) {
    Snapshot before = Snapshot.of(host());
    lab.first().shell(line, "-v start " + WEB);
    assertThat(host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    Run stop = lab.first().shell(line, "stop " + WEB);
    assertThat(stop.exit()).as(stop.err()).isEqualTo(line.endsWith("/dev/full") ? 74 : 0);
    assertThat(changed(before)).isEmpty();
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--profile dr --vip 192.0.2.10-192.0.2.12 --vip 2001:db8::10",
        "--profile dr-uplink --vip 192.0.2.10 --uplink eth0",
        "--profile dr-many --vip 198.51.100.0/28 --vip 192.0.2.10 --vip 2001:db8::/64",
        "--profile director-dr --vip 192.0.2.10 --device eth0",
        "--profile director-nat --vip 192.0.2.10 --device eth0 --uplink eth0",
      })
  void thePrintedPlanDoesInAShellWhatStartAndStopDo(String service) {
    host().conf("eth0", "arp_ignore", 3);
    Snapshot before = Snapshot.of(host());
    String plan = lab.agent("plan " + service).out();
    assertThat(plan).isNotBlank();
    assertThat(lab.agent("start " + service).exit()).isZero();
    Snapshot started = Snapshot.of(host());
    String stop = lab.agent("plan --stop " + service).out();
    assertThat(lab.agent("stop " + service).exit()).isZero();
    assertThat(changed(before)).isEmpty();
    host().sh("set -e\n" + plan);
    assertThat(changed(started)).isEmpty();
    host().sh("set -e\n" + stop);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aDryRunChangesNothingAndReportsAll() {
    Snapshot before = Snapshot.of(host());
    Json report = Json.of(lab.agent("start --dry-run -o json " + WEB).out());
    assertThat(report.number("exit")).isZero();
    assertThat(report.texts("changes", "result")).containsOnly("planned").hasSizeGreaterThan(4);
    assertThat(lab.agent("plan " + WEB).out())
        .isEqualTo(String.join("\n", report.texts("changes", "shell")) + "\n");
    assertThat(changed(before)).isEmpty();
    assertThat(lab.first().state()).doesNotExist();
  }

  @Test
  void planExitsWithTwoOnRequestIfThereAreChanges() {
    assertThat(lab.agent("plan " + WEB).exit()).isZero();
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isEqualTo(2);
    lab.agent("start " + WEB);
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isZero();
    assertThat(lab.agent("plan --exit-code --stop " + WEB).exit()).isEqualTo(2);
    lab.host().conf("all", "arp_announce", 0);
    assertThat(lab.agent("plan --exit-code " + WEB).exit()).isEqualTo(2);
  }

  @Test
  void aDeviceWithoutIpv6CannotHoldAnIpv6Vip() {
    host().sysctl("net/ipv6/conf/lo/disable_ipv6", 1);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("start --profile dr --vip 2001:db8::10");
    assertThat(run.exit()).isEqualTo(69);
    assertThat(run.err()).contains("net/ipv6/conf/lo/disable_ipv6 is 1").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aServiceWithIpv6AloneWritesNothingOfIpv4() {
    Snapshot before = Snapshot.of(host());
    assertThat(lab.agent("start --profile dr --vip 2001:db8::10").exit()).isZero();
    assertThat(before.of("net/ipv4").differencesTo(Snapshot.of(host()).of("net/ipv4"))).isEmpty();
    assertThat(host().sh("ip -6 addr show lo")).contains("2001:db8::10/128", "deprecated");
    assertThat(lab.agent("verify --profile dr --vip 2001:db8::10").exit()).isZero();
    assertThat(lab.agent("stop --all").exit()).isZero();
    assertThat(changed(before)).isEmpty();
  }
}
