package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.sysctl.SysctlKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds on every host that lacks something which services may need. */
final class LackLawsTest extends OnScenarios {
  private static final int SEEDS = 25;

  private static boolean needs(Scenario scenario, Key key) {
    return scenario.draft(scenario.services).plan().changes().stream()
        .anyMatch(change -> change.key().equals(key));
  }

  /** A start that needs this fails, with nothing left of it; any other is as ever. */
  private void isRefusedAndUndone(Key key, Consumer<FakeHost> lacking) {
    Set<Boolean> cases = new HashSet<>();
    forEach(
        SEEDS,
        scenario -> {
          lacking.accept(scenario.host);
          boolean needed = needs(scenario, key);
          Set<String> before = scenario.host.snapshot();
          RunResult started = scenario.start(scenario.services);
          cases.add(needed);
          if (needed) {
            assertThat(started.failure()).containsInstanceOf(HostRequirementException.class);
            assertThat(started.undoFailure()).isEmpty();
            assertThat(scenario.ledger().entries()).isEmpty();
          } else {
            assertThat(started.failure()).isEmpty();
            scenario.stop(scenario.names());
          }
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
        });
    assertThat(cases).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void aMissingIpvsIsNamedAndNothingIsLeft() {
    isRefusedAndUndone(new Key(Kind.MODULE, "ip_vs"), FakeHost::lackIpvs);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMissingKindOfDeviceIsNamedAndNothingIsLeft(boolean loads) {
    isRefusedAndUndone(new Key(Kind.DEVICE, "tunl0"), host -> host.lack("ipip", loads));
    isRefusedAndUndone(new Key(Kind.DEVICE, "ip6tnl0"), host -> host.lack("ip6tnl", loads));
  }

  /** The device is its module's then: it is left, and all on it goes back. */
  @Test
  void aDeviceThatCameWithItsModuleStaysAlone() {
    Set<Boolean> cases = new HashSet<>();
    forEach(
        SEEDS,
        scenario -> {
          boolean needed = needs(scenario, new Key(Kind.DEVICE, "tunl0"));
          scenario.host.makeAModuleWithDevice("ipip");
          Set<String> before = scenario.host.snapshot();
          assertThat(scenario.start(scenario.services).failure()).isEmpty();
          assertThat(scenario.draft(scenario.services).plan().changes()).isEmpty();
          scenario.stop(scenario.names());
          assertThat(difference(before, scenario.host.snapshot()))
              .allMatch(line -> needed && line.startsWith("+ ") && line.contains("tunl0"));
          assertThat(scenario.ledger().entries()).isEmpty();
          cases.add(needed);
        });
    assertThat(cases).containsExactlyInAnyOrder(true, false);
  }

  /**
   * The links of the services are still down then, and whether they were is not to be forgotten.
   */
  @Test
  void aStartThatDiedAfterItsModuleIsFinishedByTheNext() {
    forEach(
        2 * SEEDS,
        scenario -> {
          scenario.host.makeIpvsAModule();
          scenario.host.say(new SetUp("lo", false));
          Set<String> before = scenario.host.snapshot();
          if (scenario.draft(scenario.services).plan().changes().isEmpty()) {
            return;
          }
          scenario.host.crashAfter(1);
          assertThatThrownBy(() -> scenario.start(scenario.services))
              .isInstanceOf(FakeHost.Crash.class);
          scenario.host.recover();
          assertThat(scenario.start(scenario.services).failure()).isEmpty();
          scenario.stop(scenario.names());
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ip", "ip6"})
  void missingTablesAreFoundBeforeAnythingIsTouched(String family) {
    Set<Boolean> cases = new HashSet<>();
    forEach(
        2 * SEEDS,
        scenario -> {
          boolean needed =
              scenario.draft(scenario.services).plan().changes().stream()
                  .map(change -> change.key())
                  .anyMatch(k -> k.kind() == Kind.NFT_TABLE && k.name().startsWith(family + " "));
          scenario.host.lackTables(family);
          cases.add(needed);
          if (needed) {
            isRefused(scenario, NetlinkException.class);
          } else {
            assertThat(scenario.start(scenario.services).failure()).isEmpty();
          }
        });
    assertThat(cases).containsExactlyInAnyOrder(true, false);
  }

  private static void isRefused(Scenario scenario, Class<? extends RuntimeException> why) {
    Set<String> before = scenario.host.snapshot();
    int changes = scenario.host.changes();
    assertThatThrownBy(() -> scenario.start(scenario.services)).isInstanceOf(why);
    assertThat(scenario.host.changes()).isEqualTo(changes);
    assertThat(difference(before, scenario.host.snapshot())).isEmpty();
    assertThat(scenario.ledger().entries()).isEmpty();
  }

  @Test
  void ipv6ThatIsDisabledIsFoundBeforeAnythingIsTouched() {
    Set<Boolean> cases = new HashSet<>();
    forEach(
        SEEDS,
        scenario -> {
          boolean needed =
              scenario.draft(scenario.services).plan().changes().stream()
                  .map(change -> change.key())
                  .anyMatch(k -> k.kind() == Kind.ADDRESS && k.name().contains(":"));
          scenario.host.set(SysctlKey.ipv6("all", "disable_ipv6"), "1");
          cases.add(needed);
          if (needed) {
            isRefused(scenario, HostRequirementException.class);
          }
        });
    assertThat(cases).containsExactlyInAnyOrder(true, false);
  }

  /** A host that begins to forward would lose it, and stop could not bring it back. */
  @Test
  void anAdvertisedDefaultRouteIsNeverLost() {
    Set<Boolean> cases = new HashSet<>();
    forEach(
        SEEDS,
        scenario -> {
          scenario.host.advertise("eth0");
          Set<String> before = scenario.host.snapshot();
          boolean refused = false;
          try {
            scenario.start(scenario.services);
          } catch (ConflictException e) {
            refused = true;
          }
          List<String> lost = difference(before, scenario.host.snapshot());
          assertThat(lost).noneMatch(line -> line.startsWith("- route ::/0"));
          scenario.stop(scenario.names());
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
          cases.add(refused);
        });
    assertThat(cases).containsExactlyInAnyOrder(true, false);
  }
}
