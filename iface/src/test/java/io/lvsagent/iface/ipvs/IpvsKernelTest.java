package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.netns.NetnsFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that need no ip_vs; those that do are in scripts/test/kernel/ipvs.sh. */
@Tag("kernel")
class IpvsKernelTest {
  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  @Test
  void aNewNamespaceHasAnEmptyTable() {
    try (Ipvs ipvs = Ipvs.open()) {
      assertThat(ipvs.table()).isEmpty();
      assertThat(ipvs.daemons()).isEmpty();
      assertThat(ipvs.timeouts().isPresent()).isEqualTo(ipvs.isPresent());
    }
  }

  @Test
  void tracesItsQueries() {
    List<String> lines = new ArrayList<>();
    try (Ipvs ipvs = Ipvs.open(lines::add)) {
      assertThat(ipvs.table()).isEmpty();
    }
    assertThat(lines.get(0)).endsWith(": look up generic netlink family IPVS");
  }
}
