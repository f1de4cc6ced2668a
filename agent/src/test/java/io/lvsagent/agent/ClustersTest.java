package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One file for a whole cluster, on a host whose address is 192.0.2.2. */
@Tag("kernel")
final class ClustersTest {
  private static final String VIP = "192.0.2.10";

  @RegisterExtension final Lab lab = new Lab();
  @TempDir Path image;

  private Path cluster(String method, String director, String realServer) {
    return lab.first()
        .config(
            """
            clusters:
              web:
                method: %s
                vips: [192.0.2.10]
                directors: [%s]
                real-servers: [%s]
            """
                .formatted(method, director, realServer));
  }

  private void isZero(String words) {
    Run run = lab.agent(words);
    assertThat(run.exit()).as(words + ": " + run.out() + run.err()).isZero();
  }

  @Test
  void aRealServerStartsAndStopsItsHalf() {
    String config = " -c " + cluster("dr", "192.0.2.1", "192.0.2.2");
    Wire wire = lab.keep(Wire.of(lab.first()));
    isZero("start" + config);
    isZero("verify web" + config);
    assertThat(lab.host().sh("ip -4 addr show lo")).contains(VIP);
    assertThat(wire.answers(VIP)).isFalse();
    isZero("stop web" + config);
    assertThat(lab.host().sh("ip -4 addr show lo")).doesNotContain(VIP);
  }

  @Test
  void aDirectorHasTheVipOnTheDeviceOfItsOwnAddress() {
    String config = " -c " + cluster("dr", "192.0.2.2", "192.0.2.11");
    Wire wire = lab.keep(Wire.of(lab.first()));
    isZero("start" + config);
    isZero("verify" + config);
    assertThat(lab.host().sh("ip -4 addr show eth0")).contains(VIP);
    assertThat(wire.answers(VIP)).isTrue();
    isZero("stop" + config);
    assertThat(wire.answers(VIP)).isFalse();
  }

  @Test
  void aStrangerIsToldWhichAddressesItLacks() {
    String config = " -c " + cluster("dr", "192.0.2.7", "192.0.2.8");
    for (String command : new String[] {"start", "plan", "verify", "start web"}) {
      Run run = lab.agent(command + config);
      assertThat(run.exit()).as(command).isEqualTo(69);
      assertThat(run.err())
          .as(command)
          .contains("this host has no address of a cluster: web has 192.0.2.7, 192.0.2.8");
    }
    assertThat(lab.agent("status" + config).exit()).isEqualTo(4);
    isZero("stop" + config);
  }

  /** A host that has lost its address keeps what was started, and can still stop it. */
  @Test
  void stopNeedsNoAddress() {
    String config = " -c " + cluster("dr", "192.0.2.1", "192.0.2.2");
    isZero("start" + config);
    lab.host().ip("addr del 192.0.2.2/24 dev eth0");
    assertThat(lab.agent("start" + config).exit()).isEqualTo(69);
    assertThat(lab.host().sh("ip -4 addr show lo")).contains(VIP);
    Run status = lab.agent("status" + config);
    assertThat(status.err()).contains("going on by the ledger");
    isZero("stop" + config);
    assertThat(lab.host().sh("ip -4 addr show lo")).doesNotContain(VIP);
  }

  @Test
  void anAddressThatIsYetToComeIsWaitedFor() {
    String config = " -c " + cluster("dr", "192.0.2.1", "192.0.2.8");
    CompletableFuture<Run> start =
        CompletableFuture.supplyAsync(() -> lab.agent("start --wait-device 60" + config));
    lab.host().meanwhile("addr add 192.0.2.8/24 dev eth0");
    Run run = start.join();
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(lab.host().sh("ip -4 addr show lo")).contains(VIP);
  }

  @Test
  void drReachesNoRealServerBehindARouter() {
    String config = " -c " + cluster("dr", "192.0.2.2", "198.51.100.8");
    lab.host().ip("route add 198.51.100.0/24 via 192.0.2.1");
    Run run = lab.agent("plan" + config);
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err())
        .contains(
            "real-servers: this director reaches 198.51.100.8 by the router 192.0.2.1, but method"
                + " dr needs its real servers on its own network: use tun");
  }

  /** What persist writes on a host with one of the cluster's addresses, into an image. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | 192.0.2.2 | web | tunl0/rp_filter = 0 | ipip",
        "192.0.2.2 | 192.0.2.11 | web | | ipip ip_vs",
        "192.0.2.2 | 192.0.2.2 | web, web.director | tunl0/rp_filter = 0 | ipip ip_vs",
      })
  void persistWritesTheHostsPart(
      String director, String realServer, String services, String line, String modules)
      throws IOException {
    String yaml = Files.readString(cluster("tun", director, realServer));
    String config = " -c " + lab.first().config(yaml + "    virtual-servers: [{tcp: 80}]\n");
    String head = "# Written by lvs-agent persist for services: " + services;
    Run dry = lab.agent("persist --dry-run --root " + image + config);
    assertThat(dry.out()).contains(head);
    assertThat(image).isEmptyDirectory();
    isZero("persist --root " + image + config);
    Path sysctls = image.resolve("etc/sysctl.d/90-lvs-agent.conf");
    if (line == null) {
      assertThat(sysctls).doesNotExist();
    } else {
      assertThat(Files.readString(sysctls))
          .startsWith(head + "\n")
          .contains(line.replace('/', '.'));
    }
    List<String> loaded = Files.readAllLines(image.resolve("etc/modules-load.d/lvs-agent.conf"));
    assertThat(loaded).first().isEqualTo(head);
    assertThat(loaded.subList(2, loaded.size())).containsExactly(modules.split(" "));
    assertThat(lab.agent("doctor --root " + image + config).out()).doesNotContain("boot-sysctl");
    assertThat(lab.agent("persist -o json --root " + image + config).out())
        .contains("\"changed\":false");
    isZero("persist --remove --root " + image + config);
    assertThat(sysctls).doesNotExist();
    assertThat(image.resolve("etc/modules-load.d/lvs-agent.conf")).doesNotExist();
  }

  @Test
  void persistWritesNothingForAStranger() {
    String config = " -c " + cluster("tun", "192.0.2.7", "192.0.2.8");
    for (String command : List.of("persist", "persist --dry-run", "doctor")) {
      Run run = lab.agent(command + " --root " + image + config);
      assertThat(run.exit()).as(command).isEqualTo(69);
      assertThat(run.err()).contains("web has 192.0.2.7, 192.0.2.8");
    }
    assertThat(image).isEmptyDirectory();
    isZero("persist --remove --root " + image + config);
  }

  /**
   * An image is made on a host that has no part: what check prints for another host is a config.
   */
  @Test
  void whatCheckPrintsServesAnImage() throws IOException {
    Path services =
        lab.first()
            .config(
                lab.agent("check --as 192.0.2.8 -c " + cluster("dr", "192.0.2.7", "192.0.2.8"))
                    .out());
    isZero("persist --root " + image + " -c " + services);
    assertThat(Files.readString(image.resolve("etc/sysctl.d/90-lvs-agent.conf")))
        .contains("for services: web\n", "net.ipv4.conf.all.arp_ignore = 1\n");
  }

  @Test
  void checkShowsTheServicesOfAnotherHost() {
    String config = " -c " + cluster("tun", "192.0.2.2", "192.0.2.11");
    assertThat(lab.agent("check" + config).out()).endsWith(": 0 services, 1 cluster\n");
    Run run = lab.agent("check --as 192.0.2.11" + config);
    assertThat(run.out()).contains("services:\n  web:\n    profile: tun\n    vips: [192.0.2.10]\n");
    Json json = Json.of(lab.agent("check -o json --as 192.0.2.2" + config).out());
    assertThat(json.only("services").text("profile")).isEqualTo("director-tun");
    Run stranger = lab.agent("check --as 192.0.2.99" + config);
    assertThat(stranger.exit()).isEqualTo(78);
    assertThat(stranger.err())
        .contains("no cluster has the host 192.0.2.99: 192.0.2.2, 192.0.2.11");
    assertThat(lab.agent("plan --as 192.0.2.2" + config).exit()).isEqualTo(64);
  }
}
