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

  /** The same, with one line for every frame, each way. */
  public PacketSockets(Consumer<String> trace) {
    this.trace = Optional.of(trace);
  }

  /** One that hears nothing. */
  public PacketSocket toSend(Link link) {
    return PacketSocket.open(link, false, trace);
  }

  /** One that hears who has which address. */
  public PacketSocket toListen(Link link) {
    return PacketSocket.open(link, true, trace);
  }
}
