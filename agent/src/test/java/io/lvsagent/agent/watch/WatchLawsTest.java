package io.lvsagent.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.report.Event;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What holds however long a watch runs, and wherever it dies. */
@Isolated("measures the heap, which others would fill meanwhile")
final class WatchLawsTest extends FakeWatch {
  private static final int VIPS = 5;
  private static final long SEED = Long.getLong("seed", 7);

  private void useSeveralVips() throws IOException {
    Files.writeString(
        config, "services:\n  web: {profile: dr, vips: [192.0.2.10-192.0.2." + (9 + VIPS) + "]}\n");
  }

  /** Adds an hour: every 20 seconds something is undone, and nothing more than 3 times a minute. */
  private List<Long> hour() {
    Random random = new Random(SEED);
    List<Long> used = new ArrayList<>();
    for (int i = 0; i < 180; i++) {
      int victim = random.nextInt(VIPS);
      boolean isVip = random.nextInt(3) > 0;
      after(
          10,
          () -> {
            if (isVip) {
              host.say(new DeleteAddress(vips().get(victim)));
            } else {
              host.set("all", "arp_ignore", "0");
            }
          });
      after(10, this::isSound);
      after(0, () -> used.add(used()));
    }
    return used;
  }

  private void isSound() {
    assertThat(vips()).hasSize(VIPS);
    assertThat(host.sysctl("all", "arp_ignore")).isEqualTo("1");
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void anHourOfDriftIsMendedAndTakesNoMemory() throws IOException {
    useSeveralVips();
    List<Long> used = hour();
    run(true, 2 * Clock.SECOND);
    List<String> words = events.stream().map(Event::word).distinct().toList();
    assertThat(words).containsExactlyInAnyOrder("ready", "repaired", "stopped");
    assertThat(events).hasSizeGreaterThan(180);
    assertThat(used).hasSize(180);
    assertThat(used.get(179) - used.get(29)).isLessThan(1 << 20);
  }

  /** The process dies at each change, once while it starts the service and once while it mends. */
  @Test
  void whereverItDiesTheNextOneFinishes() throws IOException {
    int deaths = 0;
    Path root = folder;
    for (int step = 0; step < 40; step++) {
      folder = Files.createDirectory(root.resolve(Integer.toString(step)));
      isConfigured();
      useSeveralVips();
      after(2, this::delete);
      host.crashAfter(step);
      deaths += dies() ? 1 : 0;
      host.recover();
      forget();
      after(2, this::isSound);
      run(true, 2 * Clock.SECOND);
      isSound();
    }
    assertThat(deaths).isGreaterThan(15);
  }

  private boolean dies() {
    try {
      run(true, 2 * Clock.SECOND);
      return false;
    } catch (Throwable e) {
      assertThat(e).isInstanceOf(FakeHost.Crash.class);
      return true;
    }
  }
}
