package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor finds in the kernel, each by its name. */
@Tag("kernel")
final class DoctorOfKernelTest {
  private static final String WEB = " --profile dr --vip 192.0.2.10";

  /** The files of the machine that runs the test have findings of their own. */
  private static final String BROKEN = "\"severity\":\"broken\"";

  @RegisterExtension final Lab lab = new Lab();

  @BeforeEach
  void setUp() {
    lab.host().ip("link add eth1 type veth peer name eth1 netns " + lab.peer().name());
    lab.host().ip("link set eth1 up", "addr add 203.0.113.2/24 dev eth1");
    lab.peer().ip("link set eth1 up", "addr add 203.0.113.1/24 dev eth1");
    lab.host().awaitUp("eth1");
    lab.host().ip("route add default via " + Bench.PEER);
    Run start = lab.agent("start" + WEB);
    assertThat(start.exit()).as(start.out() + start.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | ",
        "sysctl -qw net.ipv4.conf.all.rp_filter=1; ip route replace default via 203.0.113.1"
            + " | rp-filter-path",
        "ip route del local 192.0.2.10 dev lo table local | local-route-missing",
        "ip route del local 192.0.2.10 dev lo table local; ip route add blackhole 192.0.2.10"
            + " table local | blackhole-route",
        "ip route add default via 203.0.113.1 table 7; ip rule add pref 10 lookup local;"
            + " ip rule del pref 0; ip rule add pref 5 to 192.0.2.10 lookup 7 | policy-rule",
      })
  void namesWhatBreaksTheService(String mutation, String id) {
    lab.host().sh(mutation);
    Run doctor = lab.agent("-o json doctor" + WEB);
    String found = "{\"id\":\"" + id + "\"," + BROKEN;
    assertThat(doctor.out().contains(Optional.ofNullable(id).isEmpty() ? BROKEN : found))
        .as(doctor.out())
        .isEqualTo(id != null);
  }

  @Test
  void looksAtTheFilesAlsoWhereADeviceIsMissing() {
    Run doctor =
        lab.agent("-o json doctor --profile dr --vip 192.0.2.20 --uplink eth7 --name other");
    assertThat(doctor.out()).contains("\"findings\":[").contains("\"code\":\"not-verified\"");
    assertThat(doctor.exit()).as(doctor.out()).isIn(2, 69);
  }
}
