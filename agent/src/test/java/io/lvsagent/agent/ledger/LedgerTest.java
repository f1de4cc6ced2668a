package io.lvsagent.agent.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.model.Severity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final Key ARP = new Key(Kind.SYSCTL, "net/ipv4/conf/eth0/arp_ignore");
  private static final Key VIP = new Key(Kind.ADDRESS, "eth0 192.0.2.10/32");
  private static final String LABELLED = "scope global label eth0:0";
  private static final Key ROUTE = new Key(Kind.ROUTE, "main 192.0.2.10/32");
  private static final String ROUTE_TEXT = "dev eth0 proto 76 scope link src itself";
  private static final Started WEB = started("web", "192.0.2.10");
  private static final Started MAIL = started("mail", "192.0.2.20");

  private static Started started(String name, String vip) {
    return new Started(name, "dr", "real-server", "/etc/lvs-agent", List.of(vip), true, "");
  }

  private static Link link(int index, String name) {
    return new Link(index, name, "", 1, 0, "");
  }

  private static HostState state(Key key, String text) {
    HostState state = new HostState(List.of(link(1, "lo"), link(2, "eth0")));
    state.put(key, value(key, text));
    return state;
  }

  private static Value value(Key key, String text) {
    return key.parse(text);
  }

  private static Ledger recorded(
      Ledger ledger, Key key, String before, String after, String... intermediate) {
    List<Value> between = Stream.of(intermediate).map(p -> value(key, p)).toList();
    return ledger.recording(
        List.of(new Effect(key, value(key, before), between, value(key, after))));
  }

  private static Ledger settled(Ledger ledger, Key key, String there) {
    return ledger.settled(state(key, there), k -> List.of("seen"));
  }

  private static Map<Key, Expectation> needing(Key key, String... accepted) {
    List<Value> values = Stream.of(accepted).map(text -> value(key, text)).toList();
    return Map.of(key, new Expectation(values, false, Severity.BROKEN, "", List.of()));
  }

  /** Returns a ledger that holds a parameter after a change from 3 to 1. */
  private static Ledger held() {
    Ledger started = Ledger.EMPTY.starting(WEB, needing(ARP, "1", "2"));
    return settled(recorded(started, ARP, "3", "1"), ARP, "1");
  }

  /** Messages and reports list services in this order, which must not change between runs. */
  @Test
  void needsKeepTheOrderOfTheStarts() throws IOException {
    List<String> names = List.of("web", "mail", "b", "z", "k", "a", "m");
    Ledger ledger = Ledger.EMPTY;
    for (String name : names) {
      ledger = ledger.starting(started(name, "192.0.2.10"), needing(ARP, "1"));
    }
    ledger = ledger.stopping("z");
    StringBuilder text = new StringBuilder();
    LedgerText.write(ledger, text::append);
    assertThat(LedgerText.read(text.toString(), "ledger").entry(ARP).needs().keySet())
        .containsExactly("web", "mail", "b", "k", "a", "m");
  }

  @Test
  void aChangeThatHappenedIsHeldWithWhatWasThereBefore() {
    assertThat(held().held(ARP)).contains(new HeldValue("3", "1", List.of("seen")));
    assertThat(held().unsettled()).isEmpty();
  }

  @Test
  void aChangeThatNeverHappenedIsNotHeld() {
    Ledger ledger = recorded(Ledger.EMPTY, ARP, "3", "1");
    assertThat(ledger.unsettled()).containsExactly(ARP);
    assertThat(settled(ledger, ARP, "3").entries()).isEmpty();
  }

  @Test
  void aChangeThatSomebodyElseChangedAgainIsNotHeld() {
    Ledger ledger = recorded(Ledger.EMPTY, ARP, "3", "1");
    assertThat(settled(ledger, ARP, "2").entries()).isEmpty();
  }

  @Test
  void aChangeThatWasInterruptedHalfwayIsHeld() {
    Ledger ledger = recorded(Ledger.EMPTY, ARP, "3", "3", "0");
    assertThat(settled(ledger, ARP, "0").held(ARP))
        .contains(new HeldValue("3", "0", List.of("seen")));
    assertThat(settled(ledger, ARP, "3").entries()).isEmpty();
  }

  @Test
  void theOriginalOutlivesFurtherChangesOfOurs() {
    Ledger ledger = settled(recorded(held(), ARP, "1", "2"), ARP, "2");
    assertThat(ledger.held(ARP)).contains(new HeldValue("3", "2", List.of("seen")));
  }

  @Test
  void anOverwrittenForeignParameterBecomesTheOriginal() {
    Ledger ledger = settled(recorded(held(), ARP, "8", "1"), ARP, "1");
    assertThat(ledger.held(ARP)).contains(new HeldValue("8", "1", List.of("seen")));
  }

  @Test
  void anAddressOfOursWhoseScopeWasChangedStillGoesBackToAbsent() {
    Ledger made =
        settled(recorded(Ledger.EMPTY, VIP, "absent", "scope global"), VIP, "scope global");
    Ledger mended = settled(recorded(made, VIP, "scope link", "scope global"), VIP, "scope global");
    assertThat(mended.held(VIP).orElseThrow().original()).isEqualTo("absent");
  }

  @Test
  void aValueThatWentBackIsNoLongerHeld() {
    Ledger back = settled(recorded(held(), ARP, "1", "3"), ARP, "3");
    assertThat(back.held(ARP)).isEmpty();
    assertThat(back.entry(ARP).needs()).containsKey("web");
  }

  @Test
  void anUndoThatNeverHappenedLeavesTheValueHeld() {
    assertThat(settled(recorded(held(), ARP, "1", "3"), ARP, "1").held(ARP)).isPresent();
  }

  @Test
  void aStoppedServiceNeedsNothingAndIsRemembered() {
    Ledger both = held().starting(MAIL, needing(ARP, "1"));
    Ledger stopped = both.stopping("web");
    assertThat(stopped.entry(ARP).needs()).containsOnlyKeys("mail");
    assertThat(stopped.isUp("web")).isFalse();
    assertThat(stopped.services()).containsKey("web");
    assertThat(stopped.vipsDown()).containsExactly("192.0.2.10");
    assertThat(stopped.without(List.of("web")).services()).containsOnlyKeys("mail");
  }

  @Test
  void aRestartedServiceNeedsOnlyWhatItNeedsNow() {
    Ledger again = held().starting(WEB, needing(VIP, "scope global"));
    assertThat(again.entry(ARP).needs()).isEmpty();
    assertThat(again.held(ARP)).isPresent();
    assertThat(again.entry(VIP).needs()).containsOnlyKeys("web");
  }

  @Test
  void idleEntriesAreDropped() {
    Ledger ledger = Ledger.EMPTY.starting(WEB, needing(VIP, "scope global"));
    assertThat(ledger.stopping("web").entries()).isEmpty();
    assertThat(held().stopping("web").forgetting(List.of(ARP)).entries()).isEmpty();
  }

  @Test
  void aRenamedDeviceIsFollowed() {
    Ledger ledger = withRoute(settled(recorded(held(), VIP, "absent", LABELLED), VIP, LABELLED));
    Ledger moved = ledger.following(List.of(link(1, "lo"), link(2, "lan0.5")));
    assertThat(moved.held(new Key(Kind.SYSCTL, "net/ipv4/conf/lan0.5/arp_ignore"))).isPresent();
    assertThat(moved.held(new Key(Kind.ADDRESS, "lan0.5 192.0.2.10/32")).orElseThrow().written())
        .isEqualTo("scope global");
    assertThat(moved.held(ROUTE).orElseThrow().written())
        .isEqualTo("dev lan0.5 proto 76 scope link src itself");
    assertThat(moved.entries()).doesNotContainKeys(ARP, VIP);
    assertThat(moved.devices()).containsEntry("lan0.5", 2).doesNotContainKey("eth0");
  }

  @Test
  void twoDevicesThatSwapTheirNamesAreFollowed() {
    Key other = ARP.on("eth1");
    HostState both = new HostState(List.of(link(2, "eth0"), link(3, "eth1")));
    both.put(ARP, value(ARP, "1"));
    both.put(other, value(other, "2"));
    Ledger ledger = recorded(recorded(Ledger.EMPTY, ARP, "3", "1"), other, "0", "2");
    Ledger swapped =
        ledger.settled(both, k -> List.of()).following(List.of(link(2, "eth1"), link(3, "eth0")));
    assertThat(swapped.held(other).orElseThrow().original()).isEqualTo("3");
    assertThat(swapped.held(ARP).orElseThrow().original()).isEqualTo("0");
  }

  @Test
  void valuesOnARecreatedDeviceAreDropped() {
    Ledger made =
        withRoute(settled(recorded(held(), VIP, "absent", "scope global"), VIP, "scope global"));
    Ledger ledger = made.following(List.of(link(1, "lo"), link(7, "eth0")));
    assertThat(ledger.held(ARP)).isEmpty();
    assertThat(ledger.held(VIP)).isEmpty();
    assertThat(ledger.held(ROUTE)).isEmpty();
    assertThat(ledger.entry(ARP).needs()).containsKey("web");
  }

  @Test
  void valuesOnADeviceThatIsGoneAreDropped() {
    Ledger ledger = held().following(List.of(link(1, "lo")));
    assertThat(ledger.held(ARP)).isEmpty();
  }

  @Test
  void nothingChangesIfNoDeviceDoes() {
    Ledger ledger = held();
    assertThat(ledger.following(List.of(link(1, "lo"), link(2, "eth0")))).isSameAs(ledger);
  }

  private static Ledger withRoute(Ledger ledger) {
    return settled(recorded(ledger, ROUTE, "absent", ROUTE_TEXT), ROUTE, ROUTE_TEXT);
  }
}
