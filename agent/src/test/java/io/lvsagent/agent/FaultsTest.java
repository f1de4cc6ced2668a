package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step that fails: the steps before it are undone, and one line names the failure. */
final class FaultsTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10 --vip 192.0.2.11";
  private static final String LB = "--profile director-dr --vip 192.0.2.10 --device eth1";

  /** Runs the agent, and changes something just before its first trace line of this form. */
  private Run meanwhile(String words, String beginning, Runnable doing) {
    AtomicBoolean done = new AtomicBoolean();
    Run run =
        lab.first()
            .traced(
                words,
                line -> {
                  if (line.startsWith(beginning) && done.compareAndSet(false, true)) {
                    doing.run();
                  }
                });
    assertThat(done).as("a line that begins with " + beginning).isTrue();
    return run;
  }

  private static String said(Run run) {
    return run.err()
        .lines()
        .filter(line -> line.startsWith("lvs-agent: "))
        .reduce("", (all, line) -> all + line + "\n");
  }

  private void nothingIsLeft(Snapshot before) {
    assertThat(changed(before)).isEmpty();
    assertThat(ledger()).noneMatch(line -> line.startsWith("sysctl") || line.startsWith("addr"));
    assertThat(Json.of(lab.agent("-o json stop --all").out()).is("changed")).isFalse();
    assertThat(changed(before)).isEmpty();
  }

  private List<String> ledger() {
    try (Stream<Path> all = Files.walk(lab.first().state())) {
      Path file = all.filter(path -> path.endsWith("ledger")).findFirst().orElse(null);
      return file == null ? List.of() : Files.readAllLines(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void secondDevice() {
    host().ip("link add eth1 type veth peer name far1", "link set eth1 up", "link set far1 up");
    host().awaitUp("eth1", "far1");
  }

  @Test
  void anUplinkThatVanishesBeforeItsParameterIsWritten() {
    secondDevice();
    host().ip("link set far1 down", "link set eth1 down");
    host().conf("eth0", "arp_ignore", 3);
    host().conf("eth1", "arp_ignore", 3);
    Run run =
        meanwhile(
            "start " + WEB,
            "write 1 to net/ipv4/conf/eth1/arp_ignore",
            () -> host().meanwhile("link del eth1"));
    assertThat(run.exit()).as(said(run)).isEqualTo(1);
    assertThat(said(run)).contains("write 1 to net/ipv4/conf/eth1/arp_ignore").hasLineCount(1);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("0");
    assertThat(host().conf("eth0", "arp_ignore")).isEqualTo("3");
    nothingIsLeft(Snapshot.of(host()));
  }

  /** The devices of containers vanish at any time. */
  @Test
  void aDeviceThatVanishesAndIsNotNeededDoesNotMatter() {
    secondDevice();
    Run run =
        meanwhile(
            "start " + WEB,
            "write 2 to net/ipv4/conf/lo/arp_announce",
            () -> host().meanwhile("link del eth1"));
    assertThat(run.exit()).as(said(run)).isZero();
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
  }

  @Test
  void aDeviceThatVanishesBeforeItsAddressIsAdded() {
    secondDevice();
    Run run = meanwhile("start " + LB, "> RTM_NEWADDR", () -> host().meanwhile("link del eth1"));
    assertThat(run.exit()).as(said(run)).isEqualTo(1);
    assertThat(said(run)).contains("192.0.2.10/32 dev eth1", "ENODEV").hasLineCount(1);
    assertThat(host().sysctl("net/ipv4/ip_forward")).isEqualTo("0");
    nothingIsLeft(Snapshot.of(host()));
  }

  @Test
  void aDeviceThatVanishesAfterItsAddressWasAdded() {
    secondDevice();
    Run run = meanwhile("start " + LB, "> RTM_NEWROUTE", () -> host().meanwhile("link del eth1"));
    assertThat(run.exit()).as(said(run)).isEqualTo(1);
    assertThat(said(run)).contains("192.0.2.10/32 dev eth1").hasLineCount(1);
    nothingIsLeft(Snapshot.of(host()));
  }

  @Test
  void aLoopbackThatGoesDownBeforeTheRoutes() {
    Run run =
        meanwhile("start " + WEB, "> RTM_NEWROUTE", () -> host().meanwhile("link set lo down"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(said(run)).contains("add route 192.0.2.10/32 dev lo", "ENETDOWN").hasLineCount(1);
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("0");
    assertThat(host().sh("ip -4 addr show lo")).doesNotContain("192.0.2.1");
    nothingIsLeft(Snapshot.of(host()));
  }

  @Test
  void aParameterThatSomebodyResetsBeforeTheProof() {
    Snapshot before = Snapshot.of(host());
    Run run =
        meanwhile(
            "start " + WEB,
            "write 2 to net/ipv4/conf/lo/arp_announce",
            () -> write("net/ipv4/conf/all/arp_ignore", "0"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(said(run)).contains("conf/all/arp_ignore is 0 after it was written").hasLineCount(1);
    nothingIsLeft(before);
  }

  private static void write(String key, String value) {
    try {
      Files.writeString(Path.of("/proc/sys", key), value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aVipThatComesBackWhileItIsStopped() {
    Snapshot before = Snapshot.of(host());
    lab.agent("start " + WEB);
    Run run =
        meanwhile(
            "stop " + WEB,
            "> RTM_GETROUTE",
            () -> host().meanwhile("addr add 192.0.2.10/32 dev eth0"));
    assertThat(run.exit()).as(said(run)).isZero();
    assertThat(said(run)).contains("192.0.2.10: removed", "makes it local all the same");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(host().sh("ip -4 addr show lo")).doesNotContain("192.0.2.");
    host().ip("addr del 192.0.2.10/32 dev eth0");
    ok("stop " + WEB);
    assertThat(before.of("net").differencesTo(Snapshot.of(host()).of("net"))).isEmpty();
  }

  /** Mounts an empty folder over that of a device, and a file that nobody can read. */
  @ParameterizedTest
  @CsvSource({
    "conf/eth0, /sys/class, conf/eth0/arp_ignore is absent",
    "conf/lo, /sys/class, conf/lo/arp_ignore is absent",
    "conf/eth0/arp_announce, /proc/self/mem, conf/eth0/arp_announce is unreadable (No such process)",
    "conf/all/arp_ignore, /proc/self/mem, conf/all/arp_ignore is unreadable (No such process)",
  })
  void parametersThatAreMissingAreReportedBeforeAnythingIsChanged(
      String where, String instead, String what) {
    Snapshot before = Snapshot.of(host());
    Run run =
        lab.first()
            .shell(
                "mount --bind " + instead + " /proc/sys/net/ipv4/" + where + " && exec \"$@\"",
                "start " + WEB);
    assertThat(run.exit()).as(said(run)).isEqualTo(69);
    assertThat(run.err()).contains("sysctl net/ipv4/" + what + ", expected ").hasLineCount(1);
    nothingIsLeft(before);
  }

  @Test
  void withoutTheCapabilityForAddressesNothingIsWritten() {
    Snapshot before = Snapshot.of(host());
    Run run =
        lab.first()
            .shell(
                "exec setpriv --bounding-set -net_admin --inh-caps -net_admin \"$@\"",
                "--trace start " + WEB);
    assertThat(run.exit()).as(said(run)).isEqualTo(77);
    assertThat(run.err())
        .contains("lvs-agent: add address 192.0.2.10/32 dev lo", "EPERM")
        .doesNotContain("write ");
    nothingIsLeft(before);
  }

  @Test
  void anIpv6AddressThatComesWithAnotherPrefixInTheMiddleOfTheRunIsNamed() {
    Snapshot before = Snapshot.of(host());
    Run run =
        meanwhile(
            "start --profile dr --vip 2001:db8::10",
            "> RTM_NEWADDR",
            () -> host().meanwhile("addr add 2001:db8::10/64 dev lo"));
    assertThat(run.exit()).as(said(run)).isEqualTo(1);
    assertThat(run.err()).contains("EEXIST", "another one is there: address lo 2001:db8::10/64");
    host().ip("addr del 2001:db8::10/64 dev lo");
    nothingIsLeft(before);
  }

  /** The kernel goes on after a refusal, so the changes before and after it in a batch are made. */
  @Test
  void aRefusalInTheMiddleOfTheFirstBatchIsReportedAsAFailedStep() {
    for (String device : List.of("all", "lo")) {
      host().conf(device, "arp_ignore", 1);
      host().conf(device, "arp_announce", 2);
    }
    Snapshot before = Snapshot.of(host());
    Run run =
        meanwhile(
            "-o json start --profile dr --vip 192.0.2.10 --vip 2001:db8::10 --vip 192.0.2.11",
            "> RTM_NEWADDR",
            () -> write("net/ipv6/conf/lo/disable_ipv6", "1"));
    host().sysctl("net/ipv6/conf/lo/disable_ipv6", 0);
    Json report = Json.of(run.out());
    assertThat(report.number("exit")).as(said(run)).isEqualTo(1);
    assertThat(report.object("error").text("code")).isEqualTo("step-failed");
    assertThat(report.object("error").text("message")).contains("2001:db8::10/128", "EACCES");
    assertThat(report.texts("changes", "result"))
        .containsExactly("undone", "failed", "undone", "planned", "planned");
    nothingIsLeft(before);
  }

  @Test
  void aModuleThatIsMissingIsNamed() {
    Path config =
        lab.first()
            .config(
                """
                profiles:
                  odd: {extends: dr, vip: {device: odd0},
                        links: {odd0: {kind: nosuchkind, up: true}}}
                services:
                  web: {profile: odd, vips: [192.0.2.10]}
                """);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).isEqualTo(69);
    assertThat(run.err()).contains("nosuchkind").hasLineCount(1);
    nothingIsLeft(before);
  }

  @Test
  void aFullDiskIsReportedBeforeAnythingIsChanged() {
    Snapshot before = Snapshot.of(host());
    lab.first().state().toFile().mkdirs();
    Run run =
        lab.first()
            .shell(
                "mount -t tmpfs -o size=64k,mode=700 tmpfs "
                    + lab.first().state()
                    + " && { head -c 100k /dev/zero >"
                    + lab.first().state()
                    + "/full 2>/dev/null; exec \"$@\"; }",
                "start " + WEB);
    assertThat(run.exit()).as(said(run)).isEqualTo(74);
    assertThat(run.err()).contains("No space left on device").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aStopOnAFullDiskRemovesTheVipAndSaysThatItIsNotRecorded() {
    lab.first().state().toFile().mkdirs();
    Snapshot before = Snapshot.of(host());
    String state = lab.first().state().toString();
    Run run =
        lab.first()
            .shell(
                "mount -t tmpfs -o size=64k,mode=700 tmpfs "
                    + state
                    + " && \"$@\" >&2 && { head -c 100k /dev/zero >"
                    + state
                    + "/full 2>/dev/null; exec "
                    + String.join(" ", lab.first().command("stop " + WEB))
                    + "; }",
                "start " + WEB);
    assertThat(run.exit()).as(said(run)).isZero();
    assertThat(run.err()).contains("No space left on device: stopped all the same");
    assertThat(changed(before)).isEmpty();
  }

  /** A folder in place of the file that is written first has the effect of a full disk. */
  @Test
  void aLedgerThatCannotBeWrittenAfterTheLastStepIsSettledByTheNextRun() {
    Snapshot before = Snapshot.of(host());
    Run run = meanwhile("start " + WEB, "> RTM_NEWROUTE", () -> inTheWay(true));
    assertThat(run.exit()).as(said(run)).isZero();
    assertThat(run.err()).contains("the next run settles it");
    inTheWay(false);
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    assertThat(lab.agent("stop " + WEB).exit()).isZero();
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aStartThatFailsAndCannotRecordItsUndoIsSettledByTheNextRun() {
    Snapshot before = Snapshot.of(host());
    Run run =
        meanwhile(
            "start " + WEB,
            "> RTM_NEWROUTE",
            () -> {
              inTheWay(true);
              host().meanwhile("link set lo down");
            });
    inTheWay(false);
    host().ip("link set lo up");
    assertThat(run.exit()).as(said(run)).isEqualTo(1);
    assertThat(changed(before)).isEmpty();
    assertThat(lab.agent("stop --all").exit()).isZero();
    assertThat(changed(before)).isEmpty();
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  private void inTheWay(boolean there) {
    try (Stream<Path> all = Files.walk(lab.first().state())) {
      Path folder = all.filter(path -> path.endsWith("lock")).findFirst().orElseThrow().getParent();
      Path inside = folder.resolve("ledger.new").resolve("x");
      if (there) {
        Files.createDirectories(inside);
      } else {
        Files.delete(inside);
        Files.delete(inside.getParent());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theReportHasTheResultOfEachStep() {
    Run run =
        meanwhile(
            "-o json start " + WEB, "> RTM_NEWROUTE", () -> host().meanwhile("link set lo down"));
    Json report = Json.of(run.out());
    assertThat(report.number("exit")).isEqualTo(1);
    assertThat(report.is("changed")).isFalse();
    assertThat(report.texts("changes", "result"))
        .contains("undone", "failed")
        .doesNotContain("done");
    assertThat(report.object("error").text("code")).isEqualTo("step-failed");
    assertThat(report.object("error").text("message")).contains("ENETDOWN");
  }
}
