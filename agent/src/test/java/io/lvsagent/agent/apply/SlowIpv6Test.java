package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel that makes an IPv6 address local long after it was added, because it is busy. */
final class SlowIpv6Test {
  private static final String VIP = "2001:db8::10";
  private static final int UP_AND_RUNNING = 0x41;

  @TempDir private Path folder;
  private FakeHost host;

  @BeforeEach
  void isThere() {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", UP_AND_RUNNING);
    Ip own = Ip.parse("2001:db8::11");
    host.say(new AddAddress(new Address("eth0", own, 64, Scope.GLOBAL, "", false)));
  }

  /** Returns the host, but with the VIP elsewhere for some lookups after it was added. */
  private Kernel slow(int lookups) {
    Rtnetlink real = host.kernel().rtnetlink();
    Rtnetlink slow = mock(Rtnetlink.class, delegatesTo(real));
    AtomicInteger left = new AtomicInteger(lookups);
    doAnswer(
            call -> {
              List<Lookup.Packet> packets = call.getArgument(0);
              List<Lookup> answers = new ArrayList<>(real.lookups(packets));
              for (int i = 0; i < answers.size(); i++) {
                boolean isVip = packets.get(i).destination().equals(Ip.parse(VIP));
                if (isVip && answers.get(i).isLocal() && left.getAndDecrement() > 0) {
                  answers.set(i, elsewhere());
                }
              }
              return answers;
            })
        .when(slow)
        .lookups(anyList());
    Kernel all = host.kernel();
    return new Kernel(
        all.sysctls(), slow, all.ipvs(), all.nft(), all.arpRules(), all.wire(), all.modules());
  }

  private static Lookup elsewhere() {
    return new Lookup(0, Route.TYPE_UNICAST, "eth0", Optional.empty(), Optional.empty());
  }

  private RunResult start(Kernel kernel) {
    Optional<String> device = Optional.of("eth0");
    Service service =
        new CommandLineService(
                "director-dr",
                List.of(VIP),
                List.of(),
                device,
                Optional.empty(),
                Optional.of("web"))
            .service();
    try (LedgerStore store = LedgerStore.toWrite(folder.resolve("state"), Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(kernel, store.read());
      RunRequest request = RunRequest.start(List.of(service), List.of(), Drains.KEPT);
      return Reconciler.run(kernel, store, ledger, List.of(request));
    }
  }

  @Test
  void itIsWaitedFor() {
    assertThat(start(slow(30)).unmet()).isEmpty();
  }

  @Test
  void forSomeTimeOnly() {
    assertThat(start(slow(Integer.MAX_VALUE)).unmet().toString()).contains("path " + VIP);
  }
}
