package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A config that changes, disappears or is half written, and runs for some of its services. */
final class ConfigChangesTest extends OnOneHost {
  private static final String TWO =
      """
      services:
        web: {profile: dr, vips: [192.0.2.10]}
        mail: {profile: dr, vips: [192.0.2.20]}
      """;
  private static final String WEB = "services: {web: {profile: dr, vips: [192.0.2.10]}}\n";
  private static final String MAIL = "services: {mail: {profile: dr, vips: [192.0.2.20]}}\n";

  private String vips() {
    return host().sh("ip -4 addr show lo");
  }

  private Path folder(String... texts) {
    try {
      Path folder = lab.first().config("").resolveSibling("conf.d");
      if (Files.notExists(folder)) {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      for (int i = 0; i < texts.length; i++) {
        Path file = Files.writeString(folder.resolve(i + ".yaml"), texts[i]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
      return folder;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void refused(Path config, String why) {
    for (String verb : List.of("start", "restart", "verify", "plan", "check")) {
      Snapshot before = Snapshot.of(host());
      Run run = lab.agent("-c " + config + " " + verb);
      assertThat(run.exit()).as(verb + " " + run.err()).isEqualTo(78);
      assertThat(run.err()).as(verb).contains(config.toString(), why).hasLineCount(1);
      assertThat(changed(before)).as(verb).isEmpty();
    }
  }

  @Test
  void aFolderThatIsGoneOrEmptyRemovesNoVip() throws IOException {
    Path folder = folder(WEB, MAIL);
    Snapshot before = Snapshot.of(host());
    ok("-c " + folder + " start");
    Files.delete(folder.resolve("0.yaml"));
    Files.delete(folder.resolve("1.yaml"));
    refused(folder, "contains no *.yaml");
    Files.delete(folder);
    refused(folder, "does not exist");
    assertThat(ok("-c " + folder + " status").err()).contains("does not exist: going on by");
    assertThat(vips()).contains("192.0.2.10/32", "192.0.2.20/32");
    ok("-c " + folder + " stop --all");
    assertThat(changed(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# nothing\n",
        "services:\n",
        "services: [",
        "services:\n  web: {profile: dr, vips: [192.0.2.10",
        "services:\n  web:\n    profile: dr\n    vips:\n",
        "profiles: {}\n",
        "serv",
        "\u0000",
      })
  void aFileThatIsHalfWrittenRemovesNoVip(String half) {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    lab.first().config(half);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).as(run.err()).isEqualTo(78);
    assertThat(run.err()).contains(config.toString()).hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void onlyAnExplicitNoneRemovesAll() {
    Snapshot before = Snapshot.of(host());
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    lab.first().config("services: {}\n");
    assertThat(ok("-c " + config + " start").out()).contains("192.0.2.10", "192.0.2.20");
    assertThat(changed(before)).isEmpty();
    assertThat(ok("-c " + config + " start").out()).isEmpty();
    assertThat(lab.agent("-c " + config + " verify").exit()).isZero();
  }

  @Test
  void startOfOneNameChangesOnlyThatService() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start web");
    assertThat(vips()).contains("192.0.2.10/32").doesNotContain("192.0.2.20");
    Run verify = lab.agent("-c " + config + " verify");
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("mail", "not started");
    assertThat(lab.agent("-c " + config + " verify web").exit()).isZero();
    ok("-c " + config + " start");
    lab.first().config(WEB);
    ok("-c " + config + " start web");
    assertThat(vips()).contains("192.0.2.20/32");
    host().ip("addr del 192.0.2.20/32 dev lo");
    ok("-c " + config + " start web");
    assertThat(vips()).doesNotContain("192.0.2.20/32");
  }

  @Test
  void startPrunesWhatItsOwnConfigNoLongerHas() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    ok("start --profile dr --vip 192.0.2.30 --name other");
    lab.first().config(WEB);
    Run verify = lab.agent("-c " + config + " verify");
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("mail", "not in the config any more");
    Run kept = ok("-c " + config + " start --no-prune");
    assertThat(kept.out()).doesNotContain("192.0.2.20");
    assertThat(vips()).contains("192.0.2.20/32");
    assertThat(ok("-c " + config + " start").out()).contains("address del 192.0.2.20/32");
    assertThat(vips()).contains("192.0.2.10/32", "192.0.2.30/32").doesNotContain("192.0.2.20");
    assertThat(lab.agent("-c " + config + " verify").exit()).isZero();
  }

  @Test
  void aVipThatMovesToAnotherServiceIsNotInterrupted() {
    Path config = lab.first().config(WEB);
    ok("-c " + config + " start");
    lab.first().config(WEB.replace("web", "www"));
    Run run = ok("-c " + config + " start");
    assertThat(run.out()).doesNotContain("ip ", "sysctl ");
    assertThat(lab.agent("-c " + config + " verify").exit()).isZero();
    ok("-c " + config + " stop");
    assertThat(vips()).doesNotContain("192.0.2.10");
  }

  @Test
  void oneNameOfTwoOriginsIsRefusedAndBothAreNamed() {
    Path config = lab.first().config(WEB);
    ok("-c " + config + " start");
    Snapshot before = Snapshot.of(host());
    for (String verb : List.of("start", "restart", "plan", "adopt")) {
      Run run = lab.agent(verb + " --profile dr --vip 192.0.2.30 --name web");
      assertThat(run.exit()).as(verb + run.err()).isEqualTo(78);
      assertThat(run.err()).contains("web", config.toString(), "command line").hasLineCount(1);
    }
    assertThat(changed(before)).isEmpty();
    ok("-c " + config + " stop web");
    ok("start --profile dr --vip 192.0.2.30 --name web");
    assertThat(lab.agent("-c " + config + " start").exit()).isEqualTo(78);
  }

  @Test
  void aVipThatMovesToAnotherDeviceIsNeverOnBoth() {
    host()
        .ip(
            "link add eth1 type veth peer name far1 netns " + lab.peer().name(),
            "link set eth1 up");
    lab.peer().ip("link set far1 up");
    host().awaitUp("eth1");
    Snapshot before = Snapshot.of(host());
    String yaml = "services: {lb: {profile: director-dr, vips: [192.0.2.10], device: %s}}";
    Path config = lab.first().config(yaml.formatted("eth0"));
    ok("-c " + config + " start");
    lab.first().config(yaml.formatted("eth1"));
    List<String> lines = ok("-c " + config + " start").out().lines().toList();
    assertThat(lines).contains("ip address del 192.0.2.10/32 dev eth0");
    assertThat(lines.indexOf("ip address add 192.0.2.10/32 dev eth1 label eth1:0"))
        .isGreaterThan(lines.indexOf("ip address del 192.0.2.10/32 dev eth0"));
    assertThat(host().sh("ip route show 192.0.2.10")).contains("dev eth1");
    ok("-c " + config + " verify");
    ok("-c " + config + " stop");
    assertThat(changed(before)).isEmpty();
  }

  /** As an address and as a route: the kernel has room for only one local route. */
  @Test
  void oneVipInTwoFormsIsRefusedAndBothAreNamed() {
    Path config =
        lab.first()
            .config(
                """
                services:
                  web: {profile: dr, vips: [192.0.2.10]}
                  many: {profile: dr-many, vips: [192.0.2.8-192.0.2.12]}
                """);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).as(run.err()).isEqualTo(78);
    assertThat(run.err()).contains("web", "many", "192.0.2.10").hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void whatOneServiceLacksStopsAllBeforeAnythingIsChanged() {
    Path config =
        lab.first().config(TWO + "  lb: {profile: director-dr, vips: [192.0.2.9], device: no0}\n");
    Snapshot before = Snapshot.of(host());
    assertThat(lab.agent("-c " + config + " start").exit()).isEqualTo(69);
    assertThat(changed(before)).isEmpty();
    ok("-c " + config + " start web mail");
  }

  @Test
  void aFolderIsReadInTheOrderOfItsNames() {
    Path folder = folder(WEB, MAIL);
    ok("-c " + folder + " start");
    assertThat(vips()).contains("192.0.2.10/32", "192.0.2.20/32");
    folder(WEB, WEB);
    Run run = lab.agent("-c " + folder + " check");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).contains("1.yaml", "0.yaml", "web").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void aFileThatOthersMayWriteIsRefused(String mode) throws IOException {
    Path config = lab.first().config(WEB);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString(mode));
    Run run = lab.agent("-c " + config + " start");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).contains(config.toString(), "chmod go-w").hasLineCount(1);
  }

  @Test
  void aPathIsOneOriginHoweverItIsWritten() {
    Path config = lab.first().config(WEB);
    ok("-c " + config + " start");
    Path round = config.getParent().resolve("..").resolve(config.getParent().getFileName());
    ok("-c " + round.resolve(config.getFileName()) + " start");
    assertThat(ok("-c " + round.resolve(config.getFileName()) + " stop").out())
        .contains("192.0.2.10");
  }
}
