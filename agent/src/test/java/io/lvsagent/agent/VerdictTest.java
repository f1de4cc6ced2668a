package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code verify} reports of the kernel's parameters matches what goes over the wire. */
@Tag("kernel")
class VerdictTest {
  private static final String VIP = "192.0.2.10";
  private static final int[] IGNORES = {0, 1, 2, 3, 8};
  private static final int[] ANNOUNCES = {0, 1, 2, 3};

  @RegisterExtension final Lab lab = new Lab();

  /** A profile like dr whose VIPs have another scope. */
  private String verifyWithScope(String scope, String vip) {
    String config =
        "services: {web: {profile: scoped, vips: [%s]}}\n".formatted(vip)
            + "profiles: {scoped: {extends: dr, vip: {scope: %s}}}\n".formatted(scope);
    String words = " --config " + lab.first().config(config);
    assertThat(lab.agent("start" + words).exit()).isZero();
    return "verify -o json" + words;
  }

  private static boolean says(Run verify, String parameter, String severity) {
    return verify.items().stream()
        .anyMatch(
            item ->
                !item.ok()
                    && item.severity().equals(severity)
                    && item.parameter().equals(parameter));
  }

  private static Optional<Integer> combined(Run verify, String key) {
    return verify.items().stream()
        .filter(item -> item.key().equals("net/ipv4/conf/" + key))
        .findFirst()
        .flatMap(Run.Item::combined);
  }

  /** The device with the address counts; the ports of a bridge need nothing. */
  private void bridge(String name) {
    lab.host()
        .ip(
            "link add " + name + " address 02:00:00:00:00:02 type bridge",
            "addr del 192.0.2.2/24 dev eth0",
            "link set eth0 master " + name,
            "link set " + name + " up",
            "addr add 192.0.2.2/24 dev " + name,
            "neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev " + name);
    lab.host().awaitUp(name);
  }

  @ParameterizedTest
  @CsvSource({"global, eth0", "link, eth0", "host, eth0", "global, br.0"})
  void leakIsAnAnswerForTheVipAndMuteIsNoneForTheOwnAddress(String scope, String device) {
    Wire wire = lab.keep(Wire.of(lab.first()));
    if (!device.equals("eth0")) {
      bridge(device);
    }
    String verify = verifyWithScope(scope, VIP);
    List<String> wrong = new ArrayList<>();
    for (int all : IGNORES) {
      for (int lo : IGNORES) {
        for (int own : IGNORES) {
          lab.host().conf("all", "arp_ignore", all);
          lab.host().conf("lo", "arp_ignore", lo);
          lab.host().conf(device, "arp_ignore", own);
          Run run = lab.agent(verify);
          boolean answers = wire.answers(VIP);
          boolean mute = !wire.answers(Bench.RIP);
          boolean right =
              says(run, "arp_ignore", "leak") == answers
                  && says(run, "arp_ignore", "mute") == mute
                  && (run.exit() == 2 || !answers && !mute)
                  && combined(run, device + "/arp_ignore").equals(Optional.of(Math.max(all, own)));
          if (!right) {
            wrong.add(
                "all %d lo %d own %d: answers %s, mute %s, %s"
                    .formatted(all, lo, own, answers, mute, run.items()));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, "203.0.113.7"})
  void leakIsARequestThatNamesTheVipAsItsSender(String vip) {
    Wire wire = lab.keep(Wire.of(lab.first()));
    String verify = verifyWithScope("global", vip);
    List<String> wrong = new ArrayList<>();
    for (int all : ANNOUNCES) {
      for (int eth0 : ANNOUNCES) {
        lab.host().conf("all", "arp_announce", all);
        lab.host().conf("eth0", "arp_announce", eth0);
        Run run = lab.agent(verify);
        String asker = askerOf(wire, vip, "192.0.2." + (100 + 4 * all + eth0));
        boolean right =
            says(run, "arp_announce", "leak") == asker.equals(vip)
                && (run.exit() == 2 || asker.equals(Bench.RIP))
                && combined(run, "eth0/arp_announce").equals(Optional.of(Math.max(all, eth0)));
        if (!right) {
          wrong.add("all %d eth0 %d: %s asks, %s".formatted(all, eth0, asker, run.items()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Returns the sender address with which the host asks for a neighbour that sent to it. */
  private String askerOf(Wire wire, String from, String to) {
    lab.host()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
                socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(to), 9));
              }
              return to;
            });
    List<String> askers = new ArrayList<>();
    Patience.until(
        "somebody asks for " + to,
        () -> {
          wire.heard().stream()
              .filter(arp -> arp.request() && arp.target().equals(to))
              .forEach(arp -> askers.add(arp.sender()));
          return !askers.isEmpty();
        });
    return askers.get(0);
  }

  /** A cable replaces the tunnel; the way back to the client is another device either way. */
  @Test
  void aCombinedOneDropsWhatComesOutOfTheTunnel() {
    String client = "198.51.100.77";
    Wire eth0 = lab.keep(Wire.of(lab.first()));
    Wire tunnel = lab.keep(Wire.of(lab.first(), "tunl0"));
    lab.host().ip("link set tunl0 arp off", "route add default via " + Bench.PEER);
    String config =
        "services: {web: {profile: cable, vips: ["
            + VIP
            + "]}}\n"
            + "profiles: {cable: {extends: tun, links: {tunl0: {kind: veth}}}}\n";
    String words = " --config " + lab.first().config(config);
    Run start = lab.agent("start" + words);
    assertThat(start.exit()).as(start.err()).isZero();
    List<String> wrong = new ArrayList<>();
    for (int all = 0; all <= 2; all++) {
      for (int own = 0; own <= 2; own++) {
        lab.host().conf("all", "rp_filter", all);
        lab.host().conf("tunl0", "rp_filter", own);
        Run run = lab.agent("verify -o json" + words);
        boolean drops = drops(eth0, tunnel, client);
        boolean right =
            drops == combined(run, "tunl0/rp_filter").equals(Optional.of(1))
                && (!drops || says(run, "rp_filter", "broken") && run.exit() == 2);
        if (!right) {
          wrong.add("all %d own %d: drops %s, %s".formatted(all, own, drops, run.items()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A client's request either gets an answer or is counted as dropped. */
  private boolean drops(Wire eth0, Wire tunnel, String client) {
    long before = dropped();
    eth0.settled();
    tunnel.knock(client, VIP);
    AtomicBoolean answered = new AtomicBoolean();
    Patience.until(
        "an answer or a drop",
        () -> {
          answered.set(eth0.answered(client));
          return answered.get() || dropped() > before;
        });
    return !answered.get();
  }

  private long dropped() {
    String[] lines = lab.host().sh("grep ^TcpExt /proc/thread-self/net/netstat").split("\n");
    List<String> names = List.of(lines[0].split(" "));
    return Long.parseLong(lines[1].split(" ")[names.indexOf("IPReversePathFilter")]);
  }
}
