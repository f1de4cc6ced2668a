package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A watch as a process of its own, beside people and other runs. */
@Tag("kernel")
class WatchProcessTest {
  @RegisterExtension final Lab lab = new Lab();

  /** A running watch and what it has printed. */
  private static final class Running implements AutoCloseable {
    private static final Pattern WORD = Pattern.compile("\"event\":\"([a-z-]+)\"");

    private final Process process;
    private final List<String> words = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> reader;
    private volatile String last = "";
    private volatile String failure = "";

    Running(Process process) {
      this.process = process;
      reader =
          CompletableFuture.runAsync(
              () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::hear));
    }

    private void hear(String line) {
      Matcher word = WORD.matcher(line);
      last = line;
      words.add(word.find() ? word.group(1) : "no event");
      if (line.contains("\"event\":\"failed\"")) {
        failure = line;
      }
    }

    long count(String event) {
      return words.stream().filter(event::equals).count();
    }

    void await(String event, long times) {
      Patience.until(
          event + " for the " + times + ". time; last: " + last,
          () -> count(event) >= times || reader.isDone());
      assertThat(count(event)).as(event + "; last: " + last).isGreaterThanOrEqualTo(times);
    }

    void signal(String name) throws Exception {
      assertThat(
              new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                  .start()
                  .waitFor())
          .isZero();
    }

    @Override
    public void close() {
      // Process.destroyForcibly would close what the reader still reads
      process.toHandle().destroyForcibly();
      process.onExit().join();
      reader.join();
    }
  }

  private Running watch(String words) {
    Running running = lab.keep(new Running(lab.first().process("-o json " + words)));
    running.await("ready", 1);
    return running;
  }

  private boolean has(String vip) {
    return lab.host().run("ip -o addr show dev lo | grep -q 'inet " + vip + "/32 '").exit() == 0;
  }

  private void untilIsBack(String vip) {
    Patience.until(vip + " is back", () -> has(vip));
  }

  /** Whether so many VIPs have an address and the route that is made after all of them. */
  private boolean areUp(int vips) {
    String count =
        "ip -o -4 addr show dev lo | grep -c '/32 ' || :; ip route show proto 76 | wc -l";
    return lab.host().sh(count).equals(vips + "\n" + vips + "\n");
  }

  private String web(String vips) {
    return "-c " + lab.first().config("services:\n  web: {profile: dr, vips: [" + vips + "]}\n");
  }

  @Test
  void whatIsDeletedByHandIsBackUntilItIsAFight() throws Exception {
    Running watch = watch(web("198.51.100.1, 198.51.100.2") + " watch --repair --interval 0.2");
    watch.await("repaired", 1);
    for (int i = 2; i <= 4; i++) {
      lab.host().ip("addr del 198.51.100.1/32 dev lo");
      untilIsBack("198.51.100.1");
      watch.await("repaired", i);
    }
    lab.host().ip("addr del 198.51.100.1/32 dev lo");
    watch.await("conflict", 1);
    assertThat(has("198.51.100.1")).isFalse();
    lab.host().ip("addr del 198.51.100.2/32 dev lo");
    untilIsBack("198.51.100.2");
    lab.host().conf("all", "arp_ignore", 0);
    Patience.until("arp_ignore", () -> lab.host().conf("all", "arp_ignore").equals("1"));
    watch.signal("TERM");
    assertThat(watch.process.waitFor()).isZero();
    watch.await("stopped", 1);
    assertThat(has("198.51.100.2")).isTrue();
  }

  @Test
  void thousandFlushedVipsAreBackAndThatIsNoConflict() {
    Running watch = watch(web("10.7.0.0-10.7.3.231") + " watch --repair");
    watch.await("repaired", 1);
    for (int i = 2; i <= 4; i++) {
      lab.host().ip("addr flush dev lo");
      Patience.until("all are back", () -> areUp(1000));
      // one that comes before its end refuses a run
      watch.await("repaired", i);
    }
    assertThat(watch.count("conflict")).isZero();
    assertThat(watch.failure).isEmpty();
  }

  @Test
  void whatIsStoppedByHandStaysDownAndABadConfigIsRejected() throws Exception {
    String config = web("198.51.100.1");
    Running watch = watch(config + " watch --repair --interval 0.2");
    watch.await("repaired", 1);
    assertThat(lab.agent(config + " stop web").exit()).isZero();
    lab.host().ip("addr add 198.51.100.77/32 dev lo");
    Thread.sleep(1000);
    assertThat(has("198.51.100.1")).isFalse();
    assertThat(lab.agent(config + " start web").exit()).isZero();
    lab.host().ip("addr del 198.51.100.1/32 dev lo");
    untilIsBack("198.51.100.1");
    lab.first().config("services: [");
    watch.signal("HUP");
    watch.await("rejected", 1);
    web("198.51.100.1, 198.51.100.3");
    watch.signal("HUP");
    watch.await("reloaded", 1);
    untilIsBack("198.51.100.3");
    assertThat(lab.agent(config + " verify").exit()).isZero();
  }

  @Test
  void tenThousandFlushedVipsAreBack() {
    Running watch = watch(web("10.7.0.0-10.7.39.15") + " watch --repair");
    watch.await("repaired", 1);
    lab.host().ip("addr flush dev lo");
    Patience.until("all are back", () -> areUp(10_000));
    watch.await("repaired", 2);
    assertThat(watch.count("conflict")).isZero();
    assertThat(watch.failure).isEmpty();
  }

  /** The kernel has no room for so many events, and drops some. */
  @Test
  void aVipThatIsDeletedInAStormOfEventsIsBack() {
    Running watch = watch(web("198.51.100.1") + " watch --repair --interval 3600");
    watch.await("repaired", 1);
    lab.host()
        .sh(
            "{ for i in $(seq 0 7999); do echo addr add 10.$((i / 250)).7.$((i % 250))/32 dev lo;"
                + " done; echo addr del 198.51.100.1/32 dev lo; } | ip -batch -");
    untilIsBack("198.51.100.1");
    assertThat(watch.failure).isEmpty();
  }

  @Test
  void othersMayRunMeanwhile() throws Exception {
    String config = web("198.51.100.1-198.51.100.9");
    Running watch = watch(config + " watch --repair --interval 0.1");
    watch.await("repaired", 1);
    for (int i = 0; i < 4; i++) {
      for (String words : List.of(" stop", " start", " restart", " start -q --unless-stopped")) {
        Run run = lab.agent(config + words);
        assertThat(run.exit()).as(words + run.err()).isZero();
      }
    }
    assertThat(lab.agent(config + " verify").exit()).isZero();
    assertThat(lab.agent(config + " stop").exit()).isZero();
    assertThat(watch.count("conflict")).isZero();
    assertThat(watch.failure).isEmpty();
    Thread.sleep(500);
    assertThat(has("198.51.100.1")).isFalse();
  }

  @Test
  void aNamespaceThatIsGoneIsWaitedFor() throws IOException {
    String name = lab.host().name() + "w";
    lab.host().sh("ip netns add " + name + "; ip -n " + name + " link set lo up");
    try {
      String words = web("198.51.100.1") + " -o json watch --repair --interval 0.1 --netns ";
      Running watch =
          lab.keep(new Running(new ProcessBuilder(lab.first().command(words + name)).start()));
      watch.await("repaired", 1);
      lab.host().sh("ip netns del " + name);
      watch.await("failed", 1);
      assertThat(watch.last).contains("namespace-gone");
      lab.host().sh("ip netns add " + name + "; ip -n " + name + " link set lo up");
      watch.await("repaired", 2);
      assertThat(lab.host().sh("ip -n " + name + " -o addr show dev lo"))
          .contains("198.51.100.1/32");
    } finally {
      lab.host().sh("ip netns del " + name);
    }
  }

  @Test
  void aDeviceThatVanishesIsWaitedFor() {
    lab.host().ip("link add late type veth peer name other", "link set late up");
    Running watch =
        watch(
            "watch --repair --interval 0.1 --profile director-dr --vip 198.51.100.1 --device late");
    watch.await("repaired", 1);
    lab.host().ip("link del late");
    watch.await("failed", 1);
    lab.host().ip("link add late type veth peer name other", "link set late up");
    watch.await("repaired", 2);
    assertThat(lab.host().sh("ip -o addr show dev late")).contains("198.51.100.1/32");
  }

  @Test
  void aWatchThatIsKilledLeavesNothingThatTheNextDoesNotMend() throws Exception {
    String config = web("198.51.100.1-198.51.100.40");
    for (int i = 0; i < 6; i++) {
      Running watch = watch(config + " watch --repair");
      lab.host().ip("addr flush dev lo");
      Thread.sleep(10L * i);
      watch.close();
    }
    Running last = watch(config + " watch --repair");
    untilIsBack("198.51.100.40");
    last.close();
    assertThat(lab.agent(config + " start").exit()).isZero();
    assertThat(lab.agent(config + " stop").exit()).isZero();
    assertThat(has("198.51.100.1")).isFalse();
  }
}
