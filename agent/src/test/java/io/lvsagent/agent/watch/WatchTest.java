package io.lvsagent.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.lab.InMemory;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.report.Event;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch on a host in memory, with a clock that the test moves. */
final class WatchTest {
  private static final String GOOD = "services:\n  web: {profile: dr, vips: [192.0.2.10]}\n";

  @TempDir(factory = InMemory.class)
  private Path folder;

  private FakeHost host;
  private Path config;
  private long now;
  private boolean isThere = true;
  private final List<Event> events = new ArrayList<>();
  private final Deque<Step> script = new ArrayDeque<>();

  /** What happens at a time when the watch waits for something. */
  private interface Step {
    Waiting.Woken happen();
  }

  @BeforeEach
  void isConfigured() throws IOException {
    host = new FakeHost(folder.resolve("sys"));
    host.say(new SetUp("lo", true));
    host.device("eth0", "veth", 1);
    host.say(
        new AddAddress(new Address("eth0", Ip.parse("192.0.2.2"), 24, Scope.GLOBAL, "", false)));
    config = folder.resolve("lvs.yaml");
    Files.writeString(config, GOOD);
  }

  private final class Place implements Post, Host, Task {
    private List<Service> services = List.of();

    @Override
    public Task read() {
      Place next = new Place();
      next.services = Config.read(config, uid -> true).services();
      return next;
    }

    @Override
    public boolean isThere() {
      return isThere;
    }

    @Override
    public Host enter() {
      return this;
    }

    @Override
    public void leave() {}

    @Override
    public Note failure(Throwable e) {
      return new Note("failure", String.valueOf(e.getMessage()));
    }

    @Override
    public List<Service> services() {
      return services;
    }

    @Override
    public String origin() {
      return config.toString();
    }

    @Override
    public boolean all() {
      return true;
    }

    @Override
    public RunRequest toStart(Ledger ledger) {
      return RunRequest.start(services, List.of(), Drains.KEPT);
    }

    @Override
    public Kernel kernel() {
      return host.kernel();
    }

    @Override
    public LedgerFile ledger() {
      return new LedgerFile(folder.resolve("state"), Path.of("place"));
    }

    @Override
    public int descriptor() {
      return 1;
    }

    @Override
    public boolean drain(Predicate<Ip> of) {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Runs the script, the next step whenever nothing is due for a second. */
  private List<String> words(boolean repairing) {
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return now;
          }

          @Override
          public Instant time() {
            return Instant.EPOCH.plusNanos(now);
          }
        };
    Waiting waiting =
        (descriptor, nanos) -> {
          if (nanos <= Clock.SECOND) {
            now += Math.max(nanos, 0);
            return new Waiting.Woken(false, false, false);
          }
          return script.isEmpty()
              ? new Waiting.Woken(false, false, true)
              : script.removeFirst().happen();
        };
    new Watch(
            new Place(),
            repairing,
            86_400 * Clock.SECOND,
            clock,
            waiting,
            Notifier.of(Map.of()),
            events::add)
        .run();
    assertThat(script).isEmpty();
    return events.stream().map(Event::word).toList();
  }

  private void after(double seconds, Runnable deed) {
    script.add(
        () -> {
          now += Math.round(seconds * Clock.SECOND);
          deed.run();
          return new Waiting.Woken(true, false, false);
        });
  }

  private void after(double seconds) {
    script.add(
        () -> {
          now += Math.round(seconds * Clock.SECOND);
          return new Waiting.Woken(false, false, false);
        });
  }

  private void reload(String yaml) {
    script.add(
        () -> {
          try {
            Files.writeString(config, yaml);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          return new Waiting.Woken(false, true, false);
        });
  }

  private List<Address> vips() {
    return host.kernel().rtnetlink().addresses(false, "lo").stream()
        .filter(address -> address.ip().toString().startsWith("192.0.2."))
        .toList();
  }

  private void delete() {
    vips().forEach(vip -> host.say(new DeleteAddress(vip)));
  }

  @Test
  void whatIsMendedAtOnceIsNoDrift() {
    after(2, this::delete);
    after(2, () -> host.set("all", "arp_ignore", "0"));
    after(2, () -> {});
    assertThat(words(true)).containsExactly("ready", "repaired", "repaired", "repaired", "stopped");
    assertThat(vips()).hasSize(1);
    assertThat(host.sysctl("all", "arp_ignore")).isEqualTo("1");
    assertThat(events.get(2).changes()).hasSize(2);
    assertThat(events.get(2).services().orElseThrow().get(0).findings()).isEmpty();
  }

  @Test
  void withoutRepairEachChangeOfTheFindingsIsToldOnce() {
    after(2, () -> {});
    after(2, () -> host.set("all", "arp_ignore", "1"));
    after(2, () -> {});
    assertThat(words(false)).containsExactly("ready", "drift", "drift", "stopped");
    assertThat(vips()).isEmpty();
    assertThat(host.sysctl("all", "arp_announce")).isEqualTo("0");
  }

  @Test
  void driftThatEndsIsInSync() {
    words(true);
    events.clear();
    after(2, () -> host.set("all", "arp_ignore", "0"));
    after(2, () -> host.set("all", "arp_ignore", "2"));
    assertThat(words(false)).containsExactly("ready", "drift", "in-sync", "stopped");
  }

  @Test
  void theFourthUndoingIsLeftForAMinute() {
    for (int i = 0; i < 4; i++) {
      after(2, this::delete);
    }
    after(2, () -> assertThat(vips()).isEmpty());
    after(50, () -> assertThat(vips()).isEmpty());
    after(10);
    after(2, () -> assertThat(vips()).hasSize(1));
    assertThat(words(true))
        .containsExactly(
            "ready",
            "repaired",
            "repaired",
            "repaired",
            "repaired",
            "conflict",
            "drift",
            "repaired",
            "in-sync",
            "stopped");
    Event conflict = events.get(5);
    assertThat(conflict.notes().get(0).text())
        .contains(
            "address lo 192.0.2.10/32 is absent, expected scope global: somebody undid it 4 times");
    assertThat(conflict.changes()).hasSize(1);
  }

  /** The parameter that keeps a VIP quiet is left; then no VIP is added either. */
  @Test
  void noVipIsAddedWhileAParameterThatKeepsItQuietIsLeft() {
    for (int i = 0; i < 4; i++) {
      after(2, () -> host.set("all", "arp_ignore", "0"));
    }
    after(2, this::delete);
    after(2, () -> assertThat(vips()).isEmpty());
    after(60);
    after(2, () -> assertThat(vips()).hasSize(1));
    assertThat(words(true)).contains("conflict").endsWith("in-sync", "stopped");
  }

  @Test
  void aBadConfigIsRejectedAndTheOldOneStays() {
    reload("services: [\n");
    after(2, this::delete);
    reload("services:\n  web: {profile: dr, vips: [192.0.2.10, 192.0.2.11]}\n");
    assertThat(words(true))
        .containsExactly(
            "ready", "repaired", "rejected", "repaired", "reloaded", "repaired", "stopped");
    assertThat(vips()).hasSize(2);
  }

  @Test
  void aLostLedgerIsToldOnceAndNothingIsDone() throws IOException {
    Path ledger = folder.resolve("state/place/ledger");
    after(
        2,
        () -> {
          try {
            Files.move(ledger, folder.resolve("kept"));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          delete();
        });
    after(2, () -> assertThat(vips()).isEmpty());
    after(
        2,
        () -> {
          try {
            Files.move(folder.resolve("kept"), ledger);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThat(words(true)).containsExactly("ready", "repaired", "failed", "repaired", "stopped");
    assertThat(vips()).hasSize(1);
  }
}
