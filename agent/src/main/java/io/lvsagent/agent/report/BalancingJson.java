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

/** Writes the IPVS table and its connections by schema {@code lvs-agent/1}. */
final class BalancingJson {
  private BalancingJson() {}

  /** Writes the virtual services of a service, or nothing if it has none. */
  static void services(List<TableEntry> table, Set<Key> drained, JsonGenerator json)
      throws IOException {
    if (table.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("balancing");
    for (TableEntry entry : table) {
      json.writeStartObject();
      json.writeStringField("match", entry.service().match().toString());
      json.writeStringField("scheduler", entry.service().scheduler());
      traffic(entry.traffic(), json);
      json.writeArrayFieldStart("servers");
      for (TableEntry.Server server : entry.servers()) {
        Key key = RealServerItem.key(entry.service().match(), server.server());
        server(server, drained.contains(key), json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void server(TableEntry.Server entry, boolean drained, JsonGenerator json)
      throws IOException {
    RealServer server = entry.server();
    json.writeStartObject();
    json.writeStringField("server", server.endpoint().toString());
    json.writeStringField("method", server.method().toString());
    json.writeNumberField("weight", server.weight());
    json.writeBooleanField("drained", drained);
    json.writeNumberField("active", entry.active());
    json.writeNumberField("inactive", entry.inactive());
    json.writeNumberField("persistent", entry.persistent());
    traffic(entry.traffic(), json);
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
