package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody gives tunl0 another name while a service is up on it. */
final class RenamedDeviceTest {
  @TempDir private Path folder;
  private FakeHost host;
  private final Service service =
      new CommandLineService(
              "tun",
              List.of("192.0.2.10"),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("web"))
          .service();

  private void host(boolean module) {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    if (module) {
      host.makeAModuleWithDevice("ipip");
    }
  }

  private RunResult run(RunRequest... inTurn) {
    try (LedgerStore store = LedgerStore.toWrite(folder, Path.of("state"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return inTurn[inTurn.length - 1].starting().isEmpty()
          ? Reconciler.run(host.kernel(), store, ledger, List.of(inTurn))
          : Start.run(host.kernel(), store, ledger, List.of(inTurn), true);
    }
  }

  private RunRequest start() {
    return RunRequest.start(List.of(service), List.of(), Drains.KEPT);
  }

  private RunRequest stop() {
    return RunRequest.stop(List.of("web"), false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStopFollowsIt(boolean module) {
    host(module);
    run(start());
    host.rename("tunl0", "old");
    RunResult stopped = run(stop());
    assertThat(stopped.failure()).isEmpty();
    assertThat(stopped.unmet()).isEmpty();
    assertThat(host.snapshot().toString()).doesNotContain("192.0.2.10");
  }

  /** The module has one such device: the service stays up on it until it has its name back. */
  @Test
  void aStartAndARestartSayThatItWasRenamedBeforeAnythingIsChanged() {
    host(true);
    run(start());
    host.rename("tunl0", "old");
    Set<String> before = host.snapshot();
    int changes = host.changes();
    for (RunRequest[] requests : List.of(arrayOf(start()), arrayOf(stop(), start()))) {
      assertThatThrownBy(() -> run(requests))
          .isInstanceOf(HostRequirementException.class)
          .hasMessage(
              "device tunl0 has been renamed to old: rename it back, such as with ip link set old"
                  + " name tunl0");
    }
    assertThat(host.changes()).isEqualTo(changes);
    assertThat(host.snapshot()).isEqualTo(before);
    host.rename("old", "tunl0");
    assertThat(run(stop(), start()).unmet()).isEmpty();
    assertThat(run(start()).changes()).isEmpty();
  }

  private static RunRequest[] arrayOf(RunRequest... requests) {
    return requests;
  }

  @Test
  void aDeviceThatWeMadeIsMadeAnewByARestart() {
    host(false);
    run(start());
    host.rename("tunl0", "old");
    RunResult result = run(stop(), start());
    assertThat(result.failure()).isEmpty();
    assertThat(result.unmet()).isEmpty();
    assertThat(host.snapshot().toString()).contains("tunl0").doesNotContain("old");
  }

  /** A host whose tunl0 had another name before anything was started. */
  @Test
  void aDeviceThatTheKernelCannotMakeIsNoDeviceOfItsModule() {
    host(false);
    host.device("old", "ipip", 0x80);
    host.keep("old");
    Set<String> before = host.snapshot();
    RunResult result = run(start());
    assertThat(result.failure()).containsInstanceOf(HostRequirementException.class);
    assertThat(result.failure().orElseThrow()).hasMessageContaining("a device of another name");
    assertThat(result.undoFailure()).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
  }
}
