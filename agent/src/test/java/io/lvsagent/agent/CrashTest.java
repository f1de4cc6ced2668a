package io.lvsagent.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lvsagent.agent.host.FakeHost.Crash;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.agent.lab.Vigil;
import io.lvsagent.agent.lab.Vigil.Heard;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a run crashes, the next one brings the host to the desired state. */
@Tag("kernel")
class CrashTest {
  private static final String VIP = "192.0.2.10";
  private static final int KILLS = 8;

  @RegisterExtension final Lab lab = new Lab();

  private Snapshot down;
  private Snapshot up;

  /**
   * Crashes a run just before its n-th change, or when it reads the result of the changes before.
   * Returns false if there is no n-th change.
   */
  private boolean crashes(String words, int n) {
    return crashes(words, n, 0);
  }

  /** The same with an earlier step refused, so that the run crashes while it undoes. */
  private boolean crashes(String words, int n, int refused) {
    AtomicInteger steps = new AtomicInteger();
    AtomicBoolean changed = new AtomicBoolean();
    Throwable end =
        catchThrowable(
            () ->
                lab.first()
                    .traced(
                        words,
                        line -> {
                          boolean changes = Run.isWrite(line);
                          boolean looks = changed.getAndSet(changes) && !changes;
                          int step = changes || looks ? steps.incrementAndGet() : 0;
                          if (step == n) {
                            throw Crash.<RuntimeException>now();
                          }
                          if (changes && step == refused) {
                            throw new NetlinkException(line, Errno.EPERM, "");
                          }
                        }));
    assertThat(end == null || end.getCause() instanceof Crash).as(String.valueOf(end)).isTrue();
    return end != null;
  }

  private void start(String service) {
    assertThat(lab.agent("start " + service).exit()).isZero();
    assertThat(up.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  private void stop(String service) {
    Run stop = lab.agent("stop " + service);
    assertThat(stop.exit()).as(stop.err()).isZero();
    assertThat(down.differencesTo(Snapshot.of(lab.host()))).as(stop.out() + stop.err()).isEmpty();
  }

  private void survivesACrashAtEveryStep(String service) {
    down = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + service).exit()).isZero();
    up = Snapshot.of(lab.host());
    stop(service);
    int steps = 0;
    for (int n = 1; crashes("start " + service, n); n++, steps++) {
      stop(service);
      crashes("start " + service, n);
      start(service);
      stop(service);
    }
    lab.agent("start " + service);
    for (int n = 1; crashes("stop " + service, n); n++, steps++) {
      start(service);
      crashes("stop " + service, n);
      stop(service);
      start(service);
    }
    assertThat(steps).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--profile dr --vip 192.0.2.10 --vip 2001:db8::10",
        "--profile dr-many --vip 192.0.2.10 --vip 198.51.100.0/24",
        "--profile dr-uplink --uplink eth0 --vip 192.0.2.10"
      })
  void aRealServerThatCrashesAtAnyStepIsQuietAllTheSame(String service) {
    Heard heard =
        lab.keep(new Vigil(lab.first(), VIP))
            .during(
                () -> {
                  survivesACrashAtEveryStep(service);
                  return service;
                });
    assertThat(heard.ofVip()).isEmpty();
    assertThat(heard.forRip()).isGreaterThan(heard.asked() / 2);
  }

  private void aHostWithThingsOfOthers() {
    lab.host()
        .ip(
            "link add eth1 type veth peer name eth1 netns " + lab.peer().name(),
            "link set eth1 up",
            "route add default via 192.0.2.1");
    lab.peer().ip("link set eth1 up");
    lab.host().awaitUp("eth1");
    lab.host().ip("route add 10.20.0.0/16 dev eth1 metric 7", "route add 10.21.0.0/16 dev eth1");
    lab.host().conf("all", "accept_redirects", 0);
    lab.host().conf("eth1", "forwarding", 1);
  }

  /** Side effects of ip_forward, or of removing the last address, must be reverted, too. */
  @ParameterizedTest
  @ValueSource(strings = {"director-dr", "director-nat"})
  void aDirectorThatCrashesAtAnyStepLeavesWhatOthersSet(String profile) {
    aHostWithThingsOfOthers();
    survivesACrashAtEveryStep(lab.first().director(profile, "203.0.113.7", ""));
  }

  @Test
  void aDirectorThatCrashesAtAnyStepLeavesWhatOthersKnewOfItsRealServers() {
    aHostWithThingsOfOthers();
    lab.host()
        .ip(
            "neigh add 203.0.113.22 dev eth1 lladdr 02:00:00:00:00:99 nud permanent",
            "neigh add 203.0.113.24 dev eth1 lladdr 02:00:00:00:00:99 nud permanent");
    survivesACrashAtEveryStep(
        lab.first()
            .director(
                "director-dr",
                "203.0.113.7",
                ", neighbours: {203.0.113.21: 02:00:00:00:00:21,"
                    + " 203.0.113.22: 02:00:00:00:00:22}, routes: [192.168.1.1]"));
  }

  @Test
  void aDirectorThatCrashesAtAnyStepOfItsWayBackLeavesWhatOthersSet() {
    aHostWithThingsOfOthers();
    String service = lab.first().director("director-dr", "203.0.113.7", "");
    down = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + service).exit()).isZero();
    up = Snapshot.of(lab.host());
    int ends = 0;
    for (int refused = 2; crashes("stop " + service, refused); refused += 2) {
      start(service);
      for (int n = refused + 1; crashes("stop " + service, n, refused); n++, ends++) {
        start(service);
      }
      start(service);
    }
    stop(service);
    for (int refused = 2; crashes("start " + service, refused); refused += 2) {
      stop(service);
      for (int n = refused + 1; crashes("start " + service, n, refused); n++, ends++) {
        stop(service);
      }
      stop(service);
    }
    assertThat(ends).isGreaterThan(20);
  }

  @Test
  void aProcessThatIsKilledAtAnyMomentLeavesNothingThatTheNextRunDoesNotMend() throws Exception {
    String service = "--profile dr --vip 198.51.100.1-198.51.100.40";
    down = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + service).exit()).isZero();
    up = Snapshot.of(lab.host());
    stop(service);
    Random random = new Random(1);
    for (int i = 0; i < KILLS; i++) {
      boolean starts = i % 2 == 0;
      killed("--trace " + (starts ? "start " : "stop ") + service, random);
      if (starts == random.nextBoolean()) {
        stop(service);
        lab.agent("start " + service);
      } else {
        start(service);
      }
      if (!starts) {
        lab.agent("stop " + service);
      }
    }
  }

  /** Kills a run at some moment between its first change and its end. */
  private void killed(String words, Random random) throws Exception {
    Process process = lab.first().process(words);
    int last = random.nextInt(60);
    try (BufferedReader trace =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      int writes = 0;
      for (String line = trace.readLine(); line != null; line = trace.readLine()) {
        if (Run.isWrite(line) && writes++ == last) {
          break;
        }
      }
      process.destroyForcibly().waitFor();
    }
  }

  /** A pager may hold up what is said, and is read only a while later, or never. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunThatIsInterruptedTellsHowToGoOn(boolean isRead) throws Exception {
    String words = "start --profile dr --vip 10.0.0.0-10.0.15.255";
    Process process = lab.first().process("--trace " + words);
    Patience.until("the first write", () -> !lab.host().conf("all", "arp_ignore").equals("0"));
    process.toHandle().destroy();
    Thread.sleep(1000);
    String told = isRead ? new String(process.getErrorStream().readAllBytes(), UTF_8) : "";
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    // a run that was over before the signal came has nothing to tell
    if (isRead && lab.agent(words.replace("start", "verify")).exit() != 0) {
      assertThat(told.lines())
          .contains(
              "lvs-agent: interrupted: run lvs-agent start to finish, or lvs-agent stop to undo");
    }
    assertThat(lab.agent(words).exit()).isZero();
    assertThat(lab.agent("stop --all").exit()).isZero();
  }
}
