package io.lvsagent.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Traffic;
import io.lvsagent.iface.ipvs.Tunnel;
import java.io.IOException;

/** The virtual services of a service with their real servers, in the JSON of {@code status}. */
final class BalancingJson {
  private final JsonGenerator json;

  private BalancingJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the field {@code balancing} of the object that is open. */
  static void write(ServiceStatus service, JsonGenerator json) throws IOException {
    BalancingJson balancing = new BalancingJson(json);
    json.writeArrayFieldStart("balancing");
    for (TableEntry entry : service.balancing()) {
      balancing.entry(entry, service);
    }
    json.writeEndArray();
  }

  private void entry(TableEntry entry, ServiceStatus service) throws IOException {
    ServiceMatch match = entry.service().match();
    json.writeStartObject();
    json.writeStringField("match", match.toString());
    match(match);
    json.writeStringField("scheduler", entry.service().scheduler());
    traffic(entry.traffic());
    json.writeArrayFieldStart("servers");
    for (TableEntry.Server server : entry.servers()) {
      boolean isDrained = service.drained().contains(RealServerItem.key(match, server.server()));
      server(server, isDrained);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes the parts of the match, by which ipvsadm and other tools know the service. */
  private void match(ServiceMatch match) throws IOException {
    if (match instanceof ServiceMatch.Listener listener) {
      json.writeStringField("protocol", listener.protocol().toString());
      endpoint(listener.endpoint());
    } else if (match instanceof ServiceMatch.Mark mark) {
      json.writeNumberField("fwmark", mark.mark());
      json.writeStringField("family", mark.isV6() ? "ipv6" : "ipv4");
    }
  }

  private void endpoint(Endpoint endpoint) throws IOException {
    json.writeStringField("address", endpoint.ip().toString());
    json.writeNumberField("port", endpoint.port());
  }

  private void server(TableEntry.Server entry, boolean isDrained) throws IOException {
    RealServer server = entry.server();
    json.writeStartObject();
    json.writeStringField("server", server.endpoint().toString());
    endpoint(server.endpoint());
    json.writeStringField("method", server.method().toString());
    if (server.method() == Forwarding.TUNNEL) {
      tunnel(server.tunnel());
    }
    json.writeNumberField("weight", server.weight());
    json.writeBooleanField("drained", isDrained);
    json.writeNumberField("active", entry.active());
    json.writeNumberField("inactive", entry.inactive());
    json.writeNumberField("persistent", entry.persistent());
    traffic(entry.traffic());
    json.writeEndObject();
  }

  private void tunnel(Tunnel tunnel) throws IOException {
    json.writeObjectFieldStart("tunnel");
    json.writeStringField("type", tunnel.type().toString());
    if (tunnel.type() == Tunnel.Type.GUE) {
      json.writeNumberField("port", tunnel.port());
    }
    json.writeStringField("checksum", tunnel.checksum().toString());
    json.writeEndObject();
  }

  private void traffic(Traffic traffic) throws IOException {
    json.writeNumberField("connections", traffic.connections());
    json.writeNumberField("packets_in", traffic.packetsIn());
    json.writeNumberField("packets_out", traffic.packetsOut());
    json.writeNumberField("bytes_in", traffic.bytesIn());
    json.writeNumberField("bytes_out", traffic.bytesOut());
    json.writeNumberField("connection_rate", traffic.connectionRate());
    json.writeNumberField("packet_rate_in", traffic.packetRateIn());
    json.writeNumberField("packet_rate_out", traffic.packetRateOut());
    json.writeNumberField("byte_rate_in", traffic.byteRateIn());
    json.writeNumberField("byte_rate_out", traffic.byteRateOut());
  }
}
