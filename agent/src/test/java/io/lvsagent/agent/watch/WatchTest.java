package io.lvsagent.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.report.Event;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import io.lvsagent.iface.route.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A watch on a host in memory, with a clock that the test moves. */
final class WatchTest extends FakeWatch {
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

  @Test
  void whatCannotBePutBackYetWasUndoneOnce() throws IOException {
    Files.writeString(
        config, "services: {web: {profile: director-dr, vips: [192.0.2.10], device: eth0}}");
    Address vip = new Address("eth0", Ip.parse("192.0.2.10"), 32, Scope.GLOBAL, "", false);
    for (int i = 0; i < 3; i++) {
      after(
          2,
          () -> {
            host.say(new DeleteAddress(vip));
            host.say(new SetUp("eth0", false));
          });
      after(2);
      after(2, () -> host.say(new SetUp("eth0", true)));
    }
    assertThat(words(true)).contains("failed").doesNotContain("conflict").endsWith("stopped");
    assertThat(host.kernel().rtnetlink().addresses(false, "eth0")).hasSize(2);
  }

  /** As ifdown does it: its flush deletes again what was put back after its first deletion. */
  @Test
  void aRestartOfADeviceTakesItsVipOnce() throws IOException {
    Files.writeString(
        config, "services: {web: {profile: director-dr, vips: [192.0.2.10], device: eth0}}");
    Address vip = new Address("eth0", Ip.parse("192.0.2.10"), 32, Scope.GLOBAL, "", false);
    Address own = new Address("eth0", Ip.parse("192.0.2.2"), 24, Scope.GLOBAL, "", false);
    for (int i = 0; i < 3; i++) {
      after(
          2,
          () -> {
            host.say(new DeleteAddress(own));
            host.say(new DeleteAddress(vip));
          });
      after(1.1, () -> host.say(new DeleteAddress(vip)));
      after(1.1, () -> host.say(new AddAddress(own)));
    }
    after(60, () -> assertThat(vips("eth0")).hasSize(2));
    for (int i = 0; i < 4; i++) {
      after(2, () -> host.say(new DeleteAddress(vip)));
    }
    after(2, () -> assertThat(vips("eth0")).hasSize(1));
    List<String> words = words(true);
    assertThat(words).containsOnlyOnce("conflict");
    assertThat(words.indexOf("conflict")).isEqualTo(12);
  }

  @Test
  void eachRestartIsNoticedWhereTheWatchEndsIt() {
    for (int i = 0; i < 3; i++) {
      after(6, () -> host.say(new SetUp("lo", false)));
      after(1, this::delete);
      after(1, this::delete);
    }
    after(2, () -> assertThat(vips()).hasSize(1));
    assertThat(words(true)).doesNotContain("conflict");
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
