package io.lvsagent.profiles.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.profiles.config.Cases;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are applied at boot name what need not be there yet. */
final class BootDemandsTest {
  @TempDir Path folder;

  private Demands atBoot(String service) throws IOException {
    Path file = Cases.safe(folder.resolve("web.yaml"), "services: {web: " + service + "}\n");
    Service read = Config.read(file, owner -> true).services().get(0);
    return Demands.ofBoot(read, Hosts.oneOfEach());
  }

  private static List<String> keys(Demands demands) {
    return demands.sysctls().stream()
        .map(demand -> demand.accepted().get(0).key().toString())
        .toList();
  }

  @Test
  void namedUplinksAreThereThoughTheirDeviceIsNot() throws IOException {
    Demands demands = atBoot("{profile: dr-uplink, vips: [192.0.2.10], uplinks: [later0]}");
    assertThat(keys(demands)).contains("net/ipv4/conf/later0/arp_ignore");
    assertThat(demands.addresses()).isEmpty();
    assertThat(demands.routes()).isEmpty();
  }

  @Test
  void aTunnelIsADeviceToBeMade() throws IOException {
    Demands demands = atBoot("{profile: tun, vips: [192.0.2.10]}");
    assertThat(demands.devices().get(0).accepted().get(0).kind()).isEqualTo("ipip");
    assertThat(keys(demands)).contains("net/ipv4/conf/tunl0/rp_filter");
  }
}
