package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code status NAME}, by whose exit code a cluster manager decides; and the mark of a stop. */
final class ClusterStatusTest extends OnOneHost {
  private static final String TWO =
      """
      services:
        web: {profile: dr, vips: [192.0.2.10, 192.0.2.11]}
        lb: {profile: director-dr, device: eth0, vips: [192.0.2.20]}
      """;

  private void status(Path config, String service, int exit) {
    Run run = lab.agent("-c " + config + " status " + service);
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(exit);
  }

  @Test
  void aServiceIsUpHalfUpOrStopped() {
    Path config = lab.first().config(TWO);
    status(config, "web", 3);
    ok("-c " + config + " start web");
    status(config, "web", 0);
    status(config, "lb", 3);
    host().ip("addr del 192.0.2.11/32 dev lo");
    status(config, "web", 150);
    host().ip("addr del 192.0.2.10/32 dev lo");
    status(config, "web", 150);
    ok("-c " + config + " stop web");
    status(config, "web", 3);
  }

  @ParameterizedTest
  @CsvSource({
    "web, addr add 192.0.2.10/32 dev lo, 150",
    "web, addr add 192.0.2.10/24 dev lo, 150",
    "lb, addr add 192.0.2.20/32 dev eth0, 150",
    "lb, addr add 192.0.2.20/24 dev eth0, 150",
    "lb, route add local 192.0.2.20/32 dev lo, 150",
    "web, addr add 192.0.2.10/32 dev eth0, 3"
  })
  void aVipWithoutALedgerIsNotStopped(String service, String line, int exit) {
    Path config = lab.first().config(TWO);
    host().ip(line);
    status(config, service, exit);
  }

  @Test
  void aServiceThatWasStoppedByHandIsNotStoppedWhileItsVipIsLocal() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    ok("-c " + config + " stop");
    for (String line :
        new String[] {"addr XX 192.0.2.10/32 dev lo", "route XX local 192.0.2.10/32 dev lo"}) {
      host().ip(line.replace("XX", "add"));
      status(config, "web", 150);
      status(config, "lb", 3);
      status(config, "", 150);
      host().ip(line.replace("XX", "del"));
      status(config, "web", 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "services: {}",
        "services: [",
        "services: {lb: {profile: director-dr, device: eth0, vips: [192.0.2.20]}}",
        "clusters: {c: {method: dr, vips: [192.0.2.9], directors: [192.0.2.250], real-servers: [192.0.2.251], virtual-servers: [{tcp: 80}]}}",
        ""
      })
  void aServiceThatOnlyTheLedgerHasIsJudgedByIt(String after) throws IOException {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    if (after.isEmpty()) {
      Files.delete(config);
    } else {
      lab.first().config(after + "\n");
    }
    String with = after.isEmpty() ? "" : "-c " + config + " ";
    Run up = ok(with + "status web");
    assertThat(up.out()).contains("web  up").doesNotContain("lb  ");
    host().ip("addr del 192.0.2.11/32 dev lo");
    assertThat(lab.agent(with + "status web").exit()).isEqualTo(150);
    ok("stop web");
    assertThat(lab.agent(with + "status web").exit()).isEqualTo(3);
    host().ip("addr add 192.0.2.10/32 dev lo");
    assertThat(lab.agent(with + "status web").exit()).isEqualTo(150);
    assertThat(lab.agent(with + "status wbe").exit())
        .isEqualTo(after.equals("services: [") ? 78 : after.startsWith("clusters") ? 4 : 64);
  }

  @Test
  void whatIsLeftOfAnotherServiceDoesNotCountAgainstOneThatIsUp() {
    Path config = lab.first().config(TWO);
    ok("-c " + config + " start");
    host().ip("addr add 192.0.2.77/32 dev lo");
    assertThat(ok("-c " + config + " stop web").err()).contains("arp_ignore stays");
    status(config, "lb", 0);
    status(config, "web", 1);
    status(config, "", 1);
  }

  @Test
  void aStopBeforeTheFirstStartIsRemembered() {
    Path config = lab.first().config(TWO);
    String mend = "-c " + config + " start --unless-stopped";
    ok("-c " + config + " stop web");
    status(config, "web", 3);
    Run run = ok(mend);
    assertThat(run.err()).contains("left stopped").contains("web").doesNotContain("lb");
    status(config, "web", 3);
    status(config, "lb", 0);
    ok("-c " + config + " verify");
    assertThat(ok("-c " + config + " -o json stop web").out()).contains("\"changed\":false");
    ok("-c " + config + " start web");
    status(config, "web", 0);
    ok("-c " + config + " stop");
    assertThat(ok(mend).err()).contains("web, lb");
  }

  @Test
  void aStopOfAllBeforeTheFirstStartIsRememberedUnlessAVipIsThere() {
    Path config = lab.first().config(TWO);
    host().ip("addr add 192.0.2.10/32 dev lo");
    assertThat(lab.agent("-c " + config + " stop").exit()).isEqualTo(70);
    assertThat(lab.agent("-c " + config + " stop").exit()).isEqualTo(70);
    status(config, "web", 150);
    ok("-c " + config + " stop --remove-vips");
    status(config, "web", 3);
    assertThat(ok("-c " + config + " start --unless-stopped").err()).contains("web, lb");
    status(config, "", 3);
  }
}
