package io.lvsagent.agent.apply;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Bystanders;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.sysctl.SysctlKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A host as anybody may have left it, and services that one may want on it; from a seed. */
final class Scenario {
  final FakeHost host;
  final List<Service> services = new ArrayList<>();
  final long seed;
  private final Path folder;
  private final Path state;
  private final ScenarioHost surroundings;
  private final Interference interference;

  Scenario(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
    Random random = new Random(seed);
    surroundings = new ScenarioHost(random, folder.resolve("sys-" + seed));
    host = surroundings.host;
    interference = new Interference(random, surroundings);
    state = folder.resolve("state-" + seed);
    ScenarioServices wanted = new ScenarioServices(random, folder.resolve("config-" + seed));
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      services.add(wanted.service("service" + i, i));
    }
  }

  /** The same host with the same services, nothing started. */
  Scenario again() {
    return new Scenario(seed, folder.resolve("again"));
  }

  void add(String device, String ip, int prefix, String label) {
    surroundings.add(device, ip, prefix, label);
  }

  /** See {@link Interference#interfere}. */
  List<String> interfere() {
    return interference.interfere();
  }

  List<ServiceStatus> verify(List<Service> which) {
    try (LedgerStore store = LedgerStore.toRead(state, Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Verification.of(host.kernel(), ledger, which, CommandLineService.ORIGIN, true);
    }
  }

  RunResult start(List<Service> which) {
    return run(RunRequest.start(which, List.of(), Drains.KEPT));
  }

  /**
   * Puts back what somebody may rely on, too. Parameters that keep a VIP of others quiet stay: the
   * others put them back themselves, and the next stop forgets them.
   */
  RunResult stop(List<String> names) {
    RunResult stopped = stopOnce(names);
    if (stopped.vipsLeft().isEmpty()) {
      return stopped;
    }
    for (Step step : stopped.changes()) {
      Key key = step.change().key();
      if (step.result() == StepResult.KEPT && Bystanders.isArp(key)) {
        host.set(SysctlKey.parse(key.name()), step.change().after().text());
      }
    }
    RunResult again = stopOnce(names);
    return again.failure().isEmpty() ? stopped : again;
  }

  RunResult stopOnce(List<String> names) {
    return run(RunRequest.stop(names, true));
  }

  RunResult stopGently(List<String> names) {
    return run(RunRequest.stop(names, false));
  }

  private RunResult run(RunRequest request) {
    try (LedgerStore store = LedgerStore.toWrite(state, Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Reconciler.run(host.kernel(), store, ledger, List.of(request));
    }
  }

  /** What is in the ledger when no run is under way. */
  Ledger ledger() {
    try (LedgerStore store = LedgerStore.toRead(state, Path.of("host"), 0)) {
      return store.read();
    }
  }

  /** What a start would still do. */
  PreparedRun draft(List<Service> which) {
    try (LedgerStore store = LedgerStore.toRead(state, Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Applier.prepare(
          host.kernel(), ledger, RunRequest.start(which, List.of(), Drains.KEPT));
    }
  }

  List<String> names() {
    return services.stream().map(Service::name).toList();
  }
}
