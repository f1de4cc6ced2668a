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

  /** Opens a socket that receives nothing. */
  public PacketSocket toSend(Link link) {
    return PacketSocket.open(link, false, trace);
  }

  /** Opens a socket that receives ARP and neighbour advertisements of other hosts. */
  public PacketSocket toListen(Link link) {
    return PacketSocket.open(link, true, trace);
  }
}
