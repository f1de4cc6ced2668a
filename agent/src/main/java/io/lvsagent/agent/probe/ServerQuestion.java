package io.lvsagent.agent.probe;

import io.lvsagent.agent.probe.Probed.Result;
import io.lvsagent.agent.probe.Probed.Server;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.wire.IcmpError;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.TcpHdr;
import io.lvsagent.iface.wire.TcpSegment;
import io.lvsagent.iface.wire.Wrapping;
import java.util.Optional;

/** Asks one real server for a VIP by a SYN, and resets the connection that this may open. */
final class ServerQuestion implements Question {
  private static final int MSS_IPV4 = 1460;
  private static final int MSS_IPV6 = 1440;
  private static final int HEADERS_IPV4 = 40;
  private static final int HEADERS_IPV6 = 60;

  private final ProbeSockets sockets;
  private final ServerTarget target;
  private final Way way;
  private final Mac neighbour;
  private final int isn;
  private long sent;
  private boolean sentBack;
  private Optional<Server> answer = Optional.empty();

  /**
   * The way to a real server.
   *
   * @param nextHop the real server, or the gateway on the way to it
   * @param source the address of this host to ask from
   */
  record Way(PacketSocket socket, Ip nextHop, Ip source, Optional<Wrapping> wrapping) {}

  /**
   * @param neighbour the hardware address of the next hop
   * @param isn the sequence number of the SYN, by which answers are recognized
   */
  ServerQuestion(ProbeSockets sockets, ServerTarget target, Way way, Mac neighbour, int isn) {
    this.sockets = sockets;
    this.target = target;
    this.way = way;
    this.neighbour = neighbour;
    this.isn = isn;
  }

  @Override
  public boolean isOpen() {
    return answer.isEmpty();
  }

  @Override
  public void ask() {
    sent = System.nanoTime();
    send(isn, TcpHdr.SYN, target.vip().isV6() ? MSS_IPV6 : MSS_IPV4);
  }

  private void send(int seq, int flags, int mss) {
    TcpHdr tcp = new TcpHdr(sockets.port(), target.destinationPort(), seq, 0, flags, mss);
    Ip to = target.destination();
    Mac own = way.socket().mac();
    sockets.send(
        way.socket(), new TcpSegment(neighbour, own, way.wrapping(), way.source(), to, tcp));
  }

  private void reset() {
    send(isn + 1, TcpHdr.RST, 0);
  }

  /** Takes a segment whose sequence number is that of this question. */
  void hear(TcpSegment heard) {
    TcpHdr tcp = heard.tcp();
    if (tcp.isSyn() && tcp.seq() == isn) {
      sentBack = true;
      return;
    }
    if (tcp.ack() != isn + 1 || !isOpen() || !tcp.isSynAck() && !tcp.isReset()) {
      return;
    }
    boolean sound =
        heard.from().equals(target.destination()) && tcp.from() == target.destinationPort();
    if (tcp.isSynAck()) {
      reset();
    }
    Result result = tcp.isReset() ? Result.REFUSES : Result.SERVES;
    String why = tcp.isReset() ? refusal() : fit(tcp.mss());
    if (!sound) {
      result = Result.WRONG_SOURCE;
      why =
          "the answer comes from %s port %d; a client drops it: the server must answer from %s"
              .formatted(heard.from(), tcp.from(), target.destination());
    }
    Server plain = Server.of(target, result, why);
    answer =
        Optional.of(
            new Server(
                plain.server(),
                plain.method(),
                plain.port(),
                result,
                tcp.mss() == 0 ? Optional.empty() : Optional.of(tcp.mss()),
                Optional.of(System.nanoTime() - sent),
                why,
                plain.well()));
  }

  private String refusal() {
    return "%s is local there, but nobody listens on port %d: start the server"
        .formatted(target.destination(), target.destinationPort());
  }

  /** Returns a hint if the packets of a client can be too long for the tunnel. */
  private String fit(int mss) {
    int headers = target.vip().isV6() ? HEADERS_IPV6 : HEADERS_IPV4;
    int around = way.wrapping().map(Wrapping::length).orElse(0);
    int room = way.wrapping().isEmpty() ? Integer.MAX_VALUE : way.socket().mtu() - around - headers;
    return mss <= room
        ? ""
        : ("its MSS of %d does not fit the tunnel, which has room for %d: long requests need path"
                + " MTU discovery, or a route with advmss %d there")
            .formatted(mss, room, room);
  }

  /** Takes an ICMP error; returns true if it is about the packet of this question. */
  boolean hear(IcmpError error) {
    Ip to = target.destination();
    boolean mine =
        way.wrapping().isPresent() && way.wrapping().get().isQuotedBy(error, target.vip())
            || error.seq() == isn && error.to().equals(to);
    if (mine && isOpen()) {
      String why = "%s from %s: %s".formatted(error.name(), error.reporter(), hint());
      answer = Optional.of(Server.of(target, Result.UNREACHABLE, why));
    }
    return mine;
  }

  private String hint() {
    return target.server().method() == Forwarding.TUNNEL
        ? "see that the device of the tunnel is up there"
        : "see the firewall and the routes there";
  }

  /**
   * Returns the result when the time is over.
   *
   * @param answered true if the neighbour has said that it is there
   */
  Server result(boolean answered) {
    if (isOpen()) {
      // its answer may have been lost on the way
      reset();
      boolean reached = answered || sentBack;
      answer =
          Optional.of(
              Server.of(
                  target,
                  reached ? Result.SILENT : Result.UNREACHABLE,
                  reached ? silence() : "it answers neither " + asked() + " nor TCP"));
    }
    return answer.get();
  }

  private String asked() {
    return NeighbourQuestion.protocol(way.nextHop());
  }

  private String silence() {
    String known =
        way.nextHop().equals(target.rip())
            ? "it answers " + asked() + ", but not this: "
            : "the gateway %s is there, but no answer comes: ".formatted(way.nextHop());
    if (sentBack) {
      return "it sends the packet back: %s is not local there; run `lvs-agent verify` there"
          .formatted(target.destination());
    }
    return known
        + switch (target.server().method()) {
          case MASQUERADE -> "see the firewall there, and its route back to " + way.source();
          case TUNNEL ->
              ("see that %s is local there and the device of the tunnel is up, then its rp_filter"
                      + " and the firewall; `lvs-agent verify` there finds the first three")
                  .formatted(target.vip());
          case DIRECT, LOCAL ->
              ("see that %s is local there, then rp_filter and the firewall; `lvs-agent verify`"
                      + " there finds the first two")
                  .formatted(target.vip());
        };
  }
}
