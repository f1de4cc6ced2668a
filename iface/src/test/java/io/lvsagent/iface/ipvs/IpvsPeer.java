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
 * Runs commands on the IPVS table, read from stdin, one a line. It writes the output of each to a
 * file of the command's name and then prints an empty line. scripts/test/kernel/ipvs.sh compares it
 * with ipvsadm.
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
      for (String command = in.readLine(); command != null; command = in.readLine()) {
        try (PrintStream out = new PrintStream(new File(folder[0], command), UTF_8)) {
          new IpvsPeer(ipvs, out).run(command);
        }
        System.out.println();
      }
    }
  }

  private void run(String command) {
    switch (command) {
      case "present" -> out.println(ipvs.isPresent());
      case "print" -> everything().forEach(edit -> out.println(edit.arguments()));
      case "copy" -> copy();
      case "turn" -> turn();
      case "refuse" -> apply(refused());
      case "count" -> count();
      case "call" -> call();
      case "connections" -> new ConnectionTable(new File("/proc")).forEach(this::print);
      default -> throw new IllegalArgumentException(command);
    }
  }

  private void apply(List<IpvsEdit> edits) {
    for (Refusal refusal : ipvs.apply(edits)) {
      out.println(refusal.index() + " " + refusal.why().getMessage());
    }
  }

  /** Returns the edits that would create the current table. */
  private List<IpvsEdit> everything() {
    List<IpvsEdit> edits = new ArrayList<>();
    for (TableEntry entry : ipvs.table()) {
      ServiceMatch match = entry.service().match();
      edits.add(new AddService(entry.service()));
      entry.servers().forEach(server -> edits.add(new AddServer(match, server.server())));
    }
    ipvs.timeouts().ifPresent(timeouts -> edits.add(new SetTimeouts(timeouts)));
    ipvs.daemons().forEach(daemon -> edits.add(new StartDaemon(daemon)));
    return edits;
  }

  /** Deletes everything and adds it again. */
  private void copy() {
    List<IpvsEdit> edits = new ArrayList<>();
    ipvs.table().forEach(entry -> edits.add(new DeleteService(entry.service().match())));
    ipvs.daemons().forEach(daemon -> edits.add(new StopDaemon(daemon.state())));
    edits.add(new SetTimeouts(new Timeouts(1, 1, 1)));
    edits.addAll(everything());
    apply(edits);
  }

  /** Changes the scheduler of every service and the weight of every real server. */
  private void turn() {
    List<IpvsEdit> edits = new ArrayList<>();
    for (TableEntry entry : ipvs.table()) {
      ServiceMatch match = entry.service().match();
      edits.add(new SetService(new VirtualService(match, "sed", Set.of(), 0, 0, "")));
      for (TableEntry.Server server : entry.servers()) {
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

  /** Prints what {@code --persistent-conn} and {@code --stats --exact} list. */
  private void count() {
    for (TableEntry entry : ipvs.table()) {
      for (TableEntry.Server server : entry.servers()) {
        Traffic t = server.traffic();
        print(server.server().weight(), server.persistent(), server.active(), server.inactive());
        print(t.connections(), t.packetsIn(), t.packetsOut(), t.bytesIn(), t.bytesOut());
      }
    }
  }

  /** Sends a SIP request with a Call-ID, which the persistence engine uses. */
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
