package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a monitoring system gets of a real host. */
@Tag("kernel")
class MonitoringViewsTest {
  private static final String UP =
      "lvs_agent_vip_up{service=\"web\",vip=\"192.0.2.10\",device=\"lo\"} ";

  @RegisterExtension final Lab lab = new Lab();
  @TempDir Path folder;

  private String config() {
    return " -c " + lab.first().config("services:\n  web: {profile: dr, vips: [192.0.2.10]}\n");
  }

  private static void isLine(Run run, int exit, String begin) {
    assertThat(run.out()).startsWith(begin).hasLineCount(1).contains(" | leak=");
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aPluginSaysTheSameByBothCommands() {
    String config = config();
    for (String command : new String[] {"verify -q -o nagios", "status -o nagios"}) {
      isLine(lab.agent(command + config), 2, "CRITICAL - web: ");
      lab.agent("start" + config);
      isLine(lab.agent(command + config), 0, "OK - web up | ");
      lab.host().ip("route del 192.0.2.10 dev lo table main");
      isLine(
          lab.agent(command + config), 1, "WARNING - web: cosmetic route main 192.0.2.10/32 is ");
      lab.host().ip("addr del 192.0.2.10/32 dev lo");
      isLine(lab.agent(command + config), 2, "CRITICAL - web: broken address lo 192.0.2.10/32 is ");
      lab.agent("start" + config);
      lab.agent("stop web" + config);
      isLine(lab.agent(command + config), 0, "OK - web stopped by hand | ");
      lab.first().config("services: [");
      Run broken = lab.agent("verify -o nagios" + config);
      assertThat(broken.out()).startsWith("UNKNOWN - ").hasLineCount(1);
      assertThat(broken.exit()).isEqualTo(3);
      config();
      lab.agent("stop --all");
      lab.host().run("rm -rf " + lab.first().state());
    }
  }

  @Test
  void theFileIsWrittenWhateverTheExit() throws IOException {
    String config = config();
    Path file = folder.resolve("lvs.prom");
    String verify = "verify --textfile " + file + config;
    assertThat(lab.agent(verify).exit()).isEqualTo(2);
    assertThat(file).content().contains("lvs_agent_in_sync{service=\"web\"} 0\n", UP + "0\n");
    lab.agent("start" + config);
    Run well = lab.agent(verify);
    assertThat(well.exit()).isZero();
    assertThat(well.out()).startsWith("web  up");
    assertThat(file).content().contains("lvs_agent_in_sync{service=\"web\"} 1\n", UP + "1\n");
    String before = line(file, "lvs_agent_last_verify_");
    lab.first().config("services: [");
    assertThat(lab.agent(verify).exit()).isEqualTo(78);
    assertThat(file).content().doesNotContain("in_sync{").contains("lvs_agent_build_info{");
    assertThat(line(file, "lvs_agent_last_verify_")).isEqualTo(before);
    Run unwritten = lab.agent("status --textfile /proc/no/such.prom");
    assertThat(unwritten.exit()).isEqualTo(74);
    assertThat(unwritten.err()).contains("lvs-agent: cannot write /proc/no/such.prom: ");
  }

  private static String line(Path file, String begin) throws IOException {
    return Files.readString(file).lines().filter(l -> l.startsWith(begin)).findFirst().orElse("");
  }

  @Test
  void prometheusExitsAsTheCommandDoesAndStoppedIsInSync() {
    String config = config();
    lab.agent("start" + config);
    lab.agent("stop web" + config);
    Run status = lab.agent("status -o prometheus" + config);
    assertThat(status.exit()).isEqualTo(3);
    assertThat(status.out()).contains("lvs_agent_in_sync{service=\"web\"} 1\n", UP + "0\n");
    assertThat(lab.agent("verify -o prometheus" + config).exit()).isZero();
  }

  @Test
  void aWatchCountsItsRepairsAndKeepsTheFileFresh() throws Exception {
    Path file = folder.resolve("lvs.prom");
    Process watch = lab.first().process("watch --repair --textfile " + file + config());
    try {
      Patience.until("the service is up", () -> has(file, UP + "1"));
      Patience.until(
          "its start is counted", () -> has(file, "lvs_agent_repairs_total{service=\"web\"} 1"));
      lab.host().ip("addr del 192.0.2.10/32 dev lo");
      Patience.until(
          "so is a repair", () -> has(file, "lvs_agent_repairs_total{service=\"web\"} 2"));
      assertThat(has(file, UP + "1")).isTrue();
    } finally {
      watch.toHandle().destroy();
      assertThat(watch.waitFor()).isZero();
    }
  }

  private static boolean has(Path file, String sample) {
    try {
      return Files.exists(file) && Files.readString(file).contains(sample + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
