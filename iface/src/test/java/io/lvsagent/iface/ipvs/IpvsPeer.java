package io.lvsagent.iface.ipvs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.lvsagent.iface.ipvs.IpvsEdit.AddServer;
import io.lvsagent.iface.ipvs.IpvsEdit.AddService;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteServer;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetServer;
import io.lvsagent.iface.ipvs.IpvsEdit.SetService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetTimeouts;
import io.lvsagent.iface.ipvs.IpvsEdit.StartDaemon;
import io.lvsagent.iface.ipvs.IpvsEdit.StopDaemon;
import io.lvsagent.iface.netlink.Refusal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Does with the IPVS table what it is told on stdin, a word a line; what it has to say is in a file
 * of this name by the time that it prints a line. For scripts/test/kernel/ipvs.sh, which holds it
 * against ipvsadm.
 */
public final class IpvsPeer {
  private final Ipvs ipvs;
  private final PrintStream out;

  private IpvsPeer(Ipvs ipvs, PrintStream out) {
    this.ipvs = ipvs;
    this.out = out;
  }

  public static void main(String[] folder) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (Ipvs ipvs = Ipvs.open()) {
      for (String order = in.readLine(); order != null; order = in.readLine()) {
        try (PrintStream out = new PrintStream(new File(folder[0], order), UTF_8)) {
          new IpvsPeer(ipvs, out).obey(order);
        }
        System.out.println();
      }
    }
  }

  private void obey(String order) {
    switch (order) {
      case "present" -> out.println(ipvs.isPresent());
      case "print" -> everything().forEach(edit -> out.println(edit.arguments()));
      case "copy" -> copy();
      case "turn" -> turn();
      case "refuse" -> apply(refused());
      case "count" -> count();
      case "call" -> call();
      case "connections" -> new ConnectionTable(new File("/proc")).forEach(this::print);
      default -> throw new IllegalArgumentException(order);
    }
  }

  private void apply(List<IpvsEdit> edits) {
    for (Refusal refusal : ipvs.apply(edits)) {
      out.println(refusal.index() + " " + refusal.why().getMessage());
    }
  }

  /** What makes all that is there. */
  private List<IpvsEdit> everything() {
    List<IpvsEdit> edits = new ArrayList<>();
    for (TableEntry listed : ipvs.table()) {
      ServiceMatch match = listed.service().match();
      edits.add(new AddService(listed.service()));
      listed.servers().forEach(server -> edits.add(new AddServer(match, server.server())));
    }
    ipvs.timeouts().ifPresent(timeouts -> edits.add(new SetTimeouts(timeouts)));
    ipvs.daemons().forEach(daemon -> edits.add(new StartDaemon(daemon)));
    return edits;
  }

  /** Takes all away and makes it again. */
  private void copy() {
    List<IpvsEdit> edits = new ArrayList<>();
    ipvs.table().forEach(listed -> edits.add(new DeleteService(listed.service().match())));
    ipvs.daemons().forEach(daemon -> edits.add(new StopDaemon(daemon.state())));
    edits.add(new SetTimeouts(new Timeouts(1, 1, 1)));
    edits.addAll(everything());
    apply(edits);
  }

  /** Every service to another scheduler, every real server to another weight. */
  private void turn() {
    List<IpvsEdit> edits = new ArrayList<>();
    for (TableEntry listed : ipvs.table()) {
      ServiceMatch match = listed.service().match();
      edits.add(new SetService(new VirtualService(match, "sed", Set.of(), 0, 0, "")));
      for (TableEntry.Server server : listed.servers()) {
        RealServer was = server.server();
        edits.add(
            new SetServer(
                match, new RealServer(was.endpoint(), was.method(), 77, 9, 8, was.tunnel())));
      }
    }
    apply(edits);
  }

  private static List<IpvsEdit> refused() {
    ServiceMatch match = ServiceMatch.parse("tcp 192.0.2.99:80");
    Endpoint endpoint = Endpoint.parse("192.0.2.98:80");
    RealServer server = new RealServer(endpoint, Forwarding.DIRECT, 1, 0, 0, Tunnel.IPIP);
    VirtualService service = new VirtualService(match, "rr", Set.of(), 0, 0, "");
    SyncDaemon daemon = new SyncDaemon(SyncDaemon.State.BACKUP, "lo", 1);
    return List.of(
        new SetService(service),
        new DeleteService(match),
        new AddServer(match, server),
        new AddService(new VirtualService(match, "none", Set.of(), 0, 0, "none")),
        new AddService(new VirtualService(match, "none-such", Set.of(), 0, 0, "")),
        new AddService(service),
        new AddService(service),
        new SetServer(match, server),
        new DeleteServer(match, endpoint),
        new AddServer(match, server),
        new AddServer(match, server),
        new StopDaemon(daemon.state()),
        new StartDaemon(daemon),
        new StartDaemon(daemon),
        new StartDaemon(new SyncDaemon(SyncDaemon.State.MASTER, "none0", 1)),
        new StopDaemon(daemon.state()),
        new SetTimeouts(new Timeouts(0, 130, 0)),
        new SetTimeouts(new Timeouts(0xffff_ffffL, 0, 0)),
        new DeleteServer(match, endpoint),
        new DeleteService(match));
  }

  /** As {@code --persistent-conn} and {@code --stats --exact} list real servers. */
  private void count() {
    for (TableEntry listed : ipvs.table()) {
      for (TableEntry.Server server : listed.servers()) {
        Traffic t = server.traffic();
        print(server.server().weight(), server.persistent(), server.active(), server.inactive());
        print(t.connections(), t.packetsIn(), t.packetsOut(), t.bytesIn(), t.bytesOut());
      }
    }
  }

  /** A request of SIP, by whose Call-ID the persistence engine goes. */
  private static void call() {
    byte[] request = "REGISTER sip:lvs SIP/2.0\r\nCall-ID: a1b2@c3\r\n\r\n".getBytes(UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(request, request.length, new InetSocketAddress("192.0.2.10", 5060)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void print(Connection connection) {
    print(
        connection.protocol(),
        connection.state(),
        connection.client(),
        connection.virtual(),
        connection.destination(),
        connection.engine());
  }

  private void print(Object... words) {
    out.println(Stream.of(words).map(Object::toString).collect(joining(" ")).strip());
  }
}
