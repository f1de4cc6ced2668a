package io.lvsagent.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A director that is a real server of what it balances causes a warning. */
final class BalancingLoopsTest {
  @TempDir private Path folder;
  private FakeHost host;
  private Ledger ledger = Ledger.EMPTY;

  @BeforeEach
  void isUp() {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    Ip own = Ip.parse("192.0.2.21");
    host.say(new AddAddress(new Address("eth0", own, 24, Scope.GLOBAL, "", false)));
  }

  private List<String> warned(String profile, String virtualServer) throws IOException {
    Path file = folder.resolve("lvs.yaml");
    Files.writeString(
        file,
        """
        services:
          lb:
            profile: %s
            device: eth0
            vips: [192.0.2.10, 192.0.2.12]
            virtual-servers: [%s]
        """
            .formatted(profile, virtualServer));
    List<Service> services = Config.read(file, uid -> true).services();
    return BalancingLoops.of(host.kernel(), ledger, services).stream().map(Note::text).toList();
  }

  private void started(String role, String vip, boolean up) {
    Started db = new Started("db", "dr", role, "db.yaml", List.of(vip), up, "");
    ledger = ledger.starting(db, Map.of());
  }

  @Test
  void warnsIfAServiceThatIsUpServesAVipThatTheDirectorBalances() throws IOException {
    started("real-server", "192.0.2.12", true);
    assertThat(warned("director-dr", "{tcp: 80, real-servers: [192.0.2.22]}"))
        .containsExactly(
            "service lb balances by address, and this host is also one of its real servers (service"
                + " db): a second such director and this one would send connections back and"
                + " forth; use profile director-local, which balances by marks");
    assertThat(warned("director-dr", "{tcp: \"192.0.2.10:80\", real-servers: [192.0.2.22]}"))
        .as("another VIP")
        .isEmpty();
  }

  @Test
  void warnsIfAnAddressOfTheHostIsARealServer() throws IOException {
    assertThat(warned("director-dr", "{tcp: 80, real-servers: [192.0.2.22, 192.0.2.21]}"))
        .singleElement()
        .asString()
        .contains("(real server 192.0.2.21)");
  }

  @Test
  void noOtherDirectorCausesAWarning() throws IOException {
    started("director", "192.0.2.10", true);
    assertThat(warned("director-dr", "{tcp: 80, real-servers: [192.0.2.22]}")).isEmpty();
    started("real-server", "192.0.2.10", false);
    assertThat(warned("director-dr", "{tcp: 80, real-servers: [192.0.2.22]}")).isEmpty();
    started("real-server", "192.0.2.10", true);
    assertThat(warned("director-dr", "{fwmark: 1, real-servers: [192.0.2.21]}"))
        .as("by a mark")
        .isEmpty();
  }
}
