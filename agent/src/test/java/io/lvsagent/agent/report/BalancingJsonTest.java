package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Traffic;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.VirtualService;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each part of the IPVS table has a field of its own. */
final class BalancingJsonTest {
  private static final Traffic TRAFFIC = new Traffic(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  private static TableEntry entry(String match, RealServer... servers) {
    VirtualService service =
        new VirtualService(ServiceMatch.parse(match), "rr", Set.of(), 0, 32, "");
    List<TableEntry.Server> entries =
        List.of(servers).stream()
            .map(server -> new TableEntry.Server(server, 11, 12, 13, TRAFFIC))
            .toList();
    return new TableEntry(service, TRAFFIC, entries);
  }

  private static RealServer server(String endpoint, Forwarding method, Tunnel tunnel) {
    return new RealServer(Endpoint.parse(endpoint), method, 1, 0, 0, tunnel);
  }

  private static List<Json> written(TableEntry... entries) {
    RealServer first = entries[0].servers().get(0).server();
    ServiceStatus lb =
        new ServiceStatus("lb", "director-tun", "director", State.UP, List.of(), List.of())
            .with(
                List.of(entries), Set.of(RealServerItem.key(entries[0].service().match(), first)));
    JsonReport.Origin origin = new JsonReport.Origin("lb1", "2026-11-27T12:00:00Z", "0.1.0");
    return Json.of(JsonReport.of(Report.of("status").with(List.of(lb)), origin))
        .only("services")
        .objects("balancing");
  }

  @Test
  void aMatchAndARealServerAreAlsoInParts() {
    Tunnel gue = new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.STANDARD);
    List<Json> balancing =
        written(
            entry(
                "tcp [2001:db8::10]:80",
                server("[2001:db8::21]:8080", Forwarding.TUNNEL, gue),
                server("192.0.2.22:0", Forwarding.TUNNEL, Tunnel.IPIP)),
            entry("fwmark 7", server("192.0.2.23:80", Forwarding.DIRECT, Tunnel.IPIP)),
            entry("fwmark 8 ipv6", server("192.0.2.23:80", Forwarding.DIRECT, Tunnel.IPIP)));
    assertThat(balancing.get(0).fields())
        .containsEntry("match", "tcp [2001:db8::10]:80")
        .containsEntry("protocol", "tcp")
        .containsEntry("address", "2001:db8::10")
        .containsEntry("port", 80)
        .doesNotContainKeys("fwmark", "family");
    List<Json> servers = balancing.get(0).objects("servers");
    assertThat(servers.get(0).fields())
        .containsEntry("server", "[2001:db8::21]:8080")
        .containsEntry("address", "2001:db8::21")
        .containsEntry("port", 8080)
        .containsEntry("method", "tunnel")
        .containsEntry("drained", true);
    assertThat(servers.get(0).object("tunnel").fields())
        .containsEntry("type", "gue")
        .containsEntry("port", 6080)
        .containsEntry("checksum", "standard");
    assertThat(servers.get(1).object("tunnel").fields())
        .containsEntry("type", "ipip")
        .doesNotContainKey("port");
    assertThat(balancing.get(1).fields())
        .containsEntry("fwmark", 7)
        .containsEntry("family", "ipv4")
        .doesNotContainKeys("protocol", "address", "port");
    assertThat(balancing.get(1).only("servers").fields()).doesNotContainKey("tunnel");
    assertThat(balancing.get(2).text("family")).isEqualTo("ipv6");
  }

  @Test
  void theTotalsAreBesideTheRates() {
    Json service =
        written(entry("tcp 192.0.2.10:80", server("192.0.2.21:80", Forwarding.DIRECT, Tunnel.IPIP)))
            .get(0);
    for (Json traffic : List.of(service, service.only("servers"))) {
      assertThat(
              List.of(
                      "connections",
                      "packets_in",
                      "packets_out",
                      "bytes_in",
                      "bytes_out",
                      "connection_rate",
                      "packet_rate_in",
                      "packet_rate_out",
                      "byte_rate_in",
                      "byte_rate_out")
                  .stream()
                  .map(traffic::number))
          .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
    assertThat(service.only("servers").number("persistent")).isEqualTo(13);
  }
}
