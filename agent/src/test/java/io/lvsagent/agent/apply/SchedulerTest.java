package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.profiles.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler that the kernel lacks is noticed before anything is changed. */
final class SchedulerTest {
  @TempDir private Path folder;
  private FakeHost host;

  @BeforeEach
  void lacksIt() {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    host.lackScheduler("mh");
  }

  private RunResult start() throws IOException {
    Path file = folder.resolve("lvs.yaml");
    Files.writeString(
        file,
        """
        services:
          web:
            profile: director-dr
            device: eth0
            vips: [192.0.2.10]
            virtual-servers: [{tcp: 80, scheduler: mh, real-servers: [10.0.0.5]}]
        """);
    RunRequest request =
        RunRequest.start(Config.read(file, uid -> true).services(), List.of(), Drains.KEPT);
    try (LedgerStore store = LedgerStore.toWrite(folder, Path.of("state"), 0)) {
      return Reconciler.run(host.kernel(), store, store.read(), List.of(request));
    }
  }

  @Test
  void isRefusedBeforeAnythingIsChanged() {
    NetlinkException refused = catchThrowableOfType(NetlinkException.class, this::start);
    assertThat(refused.errno()).isEqualTo(Errno.ENOENT);
    assertThat(refused).hasMessageContaining("add virtual service tcp 192.0.2.10:80");
    assertThat(host.changes()).isZero();
  }

  /** The kernel can be asked only once IPVS is there, and its module stays. */
  @Test
  void isRefusedOnceIpvsIsLoadedBeforeAnythingElseIsChanged() throws IOException {
    host.makeIpvsAModule();
    Set<String> before = host.snapshot();
    RunResult result = start();
    assertThat(result.failure()).isPresent();
    assertThat(result.undoFailure()).isEmpty();
    assertThat(host.changes()).isEqualTo(1);
    assertThat(before).isNotEmpty();
    assertThat(result.ledger().entries()).isEmpty();
  }
}
