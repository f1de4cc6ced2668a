package io.lvsagent.iface.wire;

import io.lvsagent.iface.route.Link;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens packet sockets, in the network namespace of the calling thread. */
public final class PacketSockets {
  private final Optional<Consumer<String>> trace;

  public PacketSockets() {
    trace = Optional.empty();
  }

  /** Opens sockets that trace every frame sent or received as one line. */
  public PacketSockets(Consumer<String> trace) {
    this.trace = Optional.of(trace);
  }

  /** Throws NetlinkException if this process may open no packet sockets. */
  public void require() {
    PacketSocket.require();
  }

  /** Opens a socket that receives nothing. */
  public PacketSocket toSend(Link link) {
    return PacketSocket.open(link, Optional.empty(), trace);
  }

  /** Opens a socket that receives ARP and neighbour advertisements of other hosts. */
  public PacketSocket toListen(Link link) {
    return PacketSocket.open(link, Optional.of(ClaimFilter.program()), trace);
  }

  /**
   * Opens a socket that also receives the TCP segments of other hosts from or to a port, and ICMP
   * errors. Its buffer has room for many answers at once.
   */
  public PacketSocket toProbe(Link link, int port) {
    PacketSocket socket = PacketSocket.open(link, Optional.of(AnswerFilter.program(port)), trace);
    socket.widen();
    return socket;
  }
}
