package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that can no longer be read once it has been changed. */
final class UnreadableHostTest {
  @TempDir private Path folder;
  private FakeHost host;

  @BeforeEach
  void isThere() {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
  }

  private RunResult run(Kernel kernel, RunRequest request) {
    try (LedgerStore store = LedgerStore.toWrite(folder.resolve("state"), Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(kernel, store.read());
      return Reconciler.run(kernel, store, ledger, List.of(request));
    }
  }

  private static RunRequest start() {
    Optional<String> none = Optional.empty();
    Service service =
        new CommandLineService(
                "dr", List.of("192.0.2.10"), List.of(), none, none, Optional.of("web"))
            .service();
    return RunRequest.start(List.of(service), List.of(), Drains.KEPT);
  }

  /** Returns the host, but with routes that cannot be listed after the first change. */
  private Kernel unreadable() {
    Kernel all = host.kernel();
    Rtnetlink real = all.rtnetlink();
    Rtnetlink rtnetlink = mock(Rtnetlink.class, delegatesTo(real));
    AtomicBoolean changed = new AtomicBoolean();
    doAnswer(
            call -> {
              changed.set(true);
              return real.apply(call.getArgument(0));
            })
        .when(rtnetlink)
        .apply(anyList());
    doAnswer(
            call -> {
              if (changed.get()) {
                throw new NetlinkException("list routes", Errno.ENOBUFS, "");
              }
              return real.routes(call.getArgument(0));
            })
        .when(rtnetlink)
        .routes(any());
    return new Kernel(
        all.sysctls(), rtnetlink, all.ipvs(), all.nft(), all.arpRules(), all.wire(), all.modules());
  }

  @Test
  void anUndoThatCannotReadTheHostIsIncompleteAndTheNextStopFinishesIt() {
    Set<String> before = host.snapshot();
    RunResult result = run(unreadable(), start());
    assertThat(result.failure()).isPresent();
    assertThat(result.undoFailure().orElseThrow()).hasMessageContaining("list routes: ENOBUFS");
    assertThat(result.made()).isNotEmpty();
    assertThat(host.snapshot()).isNotEqualTo(before);
    assertThat(run(host.kernel(), RunRequest.stop(List.of("web"), false)).failure()).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
  }
}
