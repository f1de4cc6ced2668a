package io.lvsagent.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.iface.ipvs.Connection;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The part of schema {@code lvs-agent/1} that says what the IPVS table carries. */
final class BalancingJson {
  private BalancingJson() {}

  /** Nothing for a service that balances nothing. */
  static void services(List<TableEntry> table, Set<Key> drained, JsonGenerator json)
      throws IOException {
    if (table.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("balancing");
    for (TableEntry listed : table) {
      json.writeStartObject();
      json.writeStringField("match", listed.service().match().toString());
      json.writeStringField("scheduler", listed.service().scheduler());
      traffic(listed.traffic(), json);
      json.writeArrayFieldStart("servers");
      for (TableEntry.Server server : listed.servers()) {
        Key key = RealServerItem.key(listed.service().match(), server.server());
        server(server, drained.contains(key), json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void server(TableEntry.Server listed, boolean drained, JsonGenerator json)
      throws IOException {
    RealServer server = listed.server();
    json.writeStartObject();
    json.writeStringField("server", server.endpoint().toString());
    json.writeStringField("method", server.method().toString());
    json.writeNumberField("weight", server.weight());
    json.writeBooleanField("drained", drained);
    json.writeNumberField("active", listed.active());
    json.writeNumberField("inactive", listed.inactive());
    json.writeNumberField("persistent", listed.persistent());
    traffic(listed.traffic(), json);
    json.writeEndObject();
  }

  private static void traffic(Traffic traffic, JsonGenerator json) throws IOException {
    json.writeNumberField("connections", traffic.connections());
    json.writeNumberField("connection_rate", traffic.connectionRate());
    json.writeNumberField("packet_rate_in", traffic.packetRateIn());
    json.writeNumberField("packet_rate_out", traffic.packetRateOut());
    json.writeNumberField("byte_rate_in", traffic.byteRateIn());
    json.writeNumberField("byte_rate_out", traffic.byteRateOut());
  }

  static void connections(List<Connection> connections, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("connections");
    for (Connection c : connections) {
      json.writeStartObject();
      json.writeStringField("protocol", c.protocol());
      json.writeNumberField("expires", c.expires());
      json.writeStringField("state", c.state());
      json.writeStringField("client", c.client().toString());
      json.writeStringField("virtual", c.virtual().toString());
      json.writeStringField("destination", c.destination().toString());
      json.writeStringField("engine", c.engine());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
