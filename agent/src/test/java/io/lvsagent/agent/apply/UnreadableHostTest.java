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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host that cannot be read, from some time on or for once. */
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
      return Start.run(kernel, store, ledger, List.of(request), true);
    }
  }

  private RunResult stop() {
    try (LedgerStore store = LedgerStore.toWrite(folder.resolve("state"), Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      RunRequest stop = RunRequest.stop(List.of("web"), false);
      return Reconciler.run(host.kernel(), store, ledger, List.of(stop));
    }
  }

  private static RunRequest start(String profile, Optional<String> device) {
    Service service =
        new CommandLineService(
                profile,
                List.of("192.0.2.10"),
                List.of(),
                device,
                Optional.empty(),
                Optional.of("web"))
            .service();
    return RunRequest.start(List.of(service), List.of(), Drains.KEPT);
  }

  /** Returns the host, but with routes that cannot be listed after the first change. */
  private Kernel unreadable() {
    Rtnetlink real = host.kernel().rtnetlink();
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
    return with(rtnetlink);
  }

  private Kernel with(Rtnetlink rtnetlink) {
    Kernel all = host.kernel();
    return new Kernel(
        all.sysctls(), rtnetlink, all.ipvs(), all.nft(), all.arpRules(), all.wire(), all.modules());
  }

  /** Returns the host, but each question from the first one on takes one off the countdown. */
  private Kernel failingAt(AtomicInteger countdown) {
    Rtnetlink real = host.kernel().rtnetlink();
    return with(
        mock(
            Rtnetlink.class,
            call -> {
              boolean asks = !call.getMethod().getName().equals("apply");
              if (asks && countdown.getAndDecrement() == 0) {
                throw new NetlinkException("ask the kernel", Errno.ENOBUFS, "");
              }
              return delegatesTo(real).answer(call);
            }));
  }

  @Test
  void anUndoThatCannotReadTheHostIsIncompleteAndTheNextStopFinishesIt() {
    Set<String> before = host.snapshot();
    RunResult result = run(unreadable(), start("dr", Optional.empty()));
    assertThat(result.failure()).isPresent();
    assertThat(result.undoFailure().orElseThrow()).hasMessageContaining("list routes: ENOBUFS");
    assertThat(result.made()).isNotEmpty();
    assertThat(host.snapshot()).isNotEqualTo(before);
    assertThat(stop().failure()).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  /** Whatever is asked in vain: what a run says of the host is so. */
  @ParameterizedTest
  @CsvSource({"dr, ", "director-dr, eth0"})
  void aQuestionThatIsRefusedOnceMakesNoRunLie(String profile, @Nullable String device) {
    RunRequest start = start(profile, Optional.ofNullable(device));
    Set<String> before = host.snapshot();
    run(host.kernel(), start);
    Set<String> up = host.snapshot();
    stop();
    Set<Boolean> succeeded = new HashSet<>();
    AtomicInteger countdown = new AtomicInteger(-1);
    for (int question = 0; countdown.get() < 0; question++) {
      countdown.set(question);
      try {
        RunResult result = run(failingAt(countdown), start);
        boolean isUp = result.failure().isEmpty();
        succeeded.add(isUp);
        if (result.undoFailure().isEmpty()) {
          assertThat(host.snapshot()).as("question " + question).isEqualTo(isUp ? up : before);
        }
      } catch (NetlinkException beforeAnyChange) {
        assertThat(host.snapshot()).as("question " + question).isEqualTo(before);
      }
      assertThat(stop().failure()).isEmpty();
      assertThat(host.snapshot()).as("question " + question).isEqualTo(before);
    }
    assertThat(succeeded).contains(false);
  }
}
