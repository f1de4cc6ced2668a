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
import org.junit.jupiter.api.io.TempDir;

/** A watch over a host in memory, whose clock goes forward when nothing is due. */
abstract class FakeWatch {
  private static final String GOOD = "services:\n  web: {profile: dr, vips: [192.0.2.10]}\n";

  @TempDir(factory = InMemory.class)
  Path folder;

  FakeHost host;
  Path config;
  private long now;
  private boolean isThere = true;
  final List<Event> events = new ArrayList<>();
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
  List<String> words(boolean repairing) {
    run(repairing, 86_400 * Clock.SECOND);
    return events.stream().map(Event::word).toList();
  }

  /** Runs the script with a poll every so many nanoseconds. */
  void run(boolean repairing, long interval) {
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
    new Watch(new Place(), repairing, interval, clock, waiting, Notifier.of(Map.of()), events::add)
        .run();
    assertThat(script).isEmpty();
  }

  void after(double seconds, Runnable deed) {
    script.add(
        () -> {
          now += Math.round(seconds * Clock.SECOND);
          deed.run();
          return new Waiting.Woken(true, false, false);
        });
  }

  void after(double seconds) {
    script.add(
        () -> {
          now += Math.round(seconds * Clock.SECOND);
          return new Waiting.Woken(false, false, false);
        });
  }

  void reload(String yaml) {
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

  List<Address> vips() {
    return vips("lo");
  }

  List<Address> vips(String device) {
    return host.kernel().rtnetlink().addresses(false, device).stream()
        .filter(address -> address.ip().toString().startsWith("192.0.2."))
        .toList();
  }

  void delete() {
    vips().forEach(vip -> host.say(new DeleteAddress(vip)));
  }

  /** Forgets what has happened, and what was to happen. */
  void forget() {
    script.clear();
    events.clear();
  }
}
