package io.lvsagent.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Wire;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.sysctl.SysctlKey;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fake loses a default route from a router where the kernel does. */
@Tag("kernel")
final class FakeForwardingTest {
  private static final SysctlKey ACCEPTING = SysctlKey.ipv6("eth0", "accept_ra");

  @RegisterExtension final Lab lab = new Lab();

  @TempDir Path folder;

  private static boolean hasDefault(Rtnetlink rtnetlink) {
    RouteFilter advertised = new RouteFilter(true, Route.TABLE_MAIN, "eth0", FakeIpv6.PROTOCOL_RA);
    return rtnetlink.routes(advertised).stream().anyMatch(r -> r.destination().length() == 0);
  }

  private boolean hostHasDefault() {
    return lab.host()
        .call(
            () -> {
              try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return hasDefault(rtnetlink);
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"all,1", "all,2", "eth0,1", "eth0,2", "lo,1", "lo,2", "default,1"})
  void losesADefaultRouteWhereTheKernelDoes(String of, int accepting) {
    FakeHost fake = new FakeHost(folder.resolve("sys"));
    fake.device("eth0", "veth", 1);
    fake.advertise("eth0");
    fake.set(ACCEPTING, Integer.toString(accepting));
    fake.set(SysctlKey.ipv6(of, "forwarding"), "1");
    Wire wire = lab.keep(Wire.of(lab.first()));
    Patience.until(
        "a default route",
        () -> {
          wire.advertise();
          LockSupport.parkNanos(20_000_000);
          return hostHasDefault();
        });
    lab.host().sysctl(ACCEPTING.toString(), accepting);
    lab.host().sysctl(SysctlKey.ipv6(of, "forwarding").toString(), 1);
    assertThat(hasDefault(fake.kernel().rtnetlink())).isEqualTo(hostHasDefault());
  }
}
