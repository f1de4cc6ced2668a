package io.lvsagent.agent.probe;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Asks who has an address, by ARP or neighbour discovery, in two forms: with an address of this
 * host, as the kernel asks, and without, which a host answers even if its reverse path filter drops
 * what comes from this one.
 */
final class NeighbourQuestion implements Question {
  private final ProbeSockets sockets;
  private final PacketSocket socket;
  private final Ip ip;
  private final Optional<Ip> source;
  private final boolean thorough;
  private final Set<Mac> answers = new LinkedHashSet<>();
  private int asked;

  /**
   * @param source the address to ask with; without one, there is only the other form
   * @param thorough true to ask in both forms each time, and on after the first answer; else they
   *     take turns
   */
  NeighbourQuestion(
      ProbeSockets sockets, PacketSocket socket, Ip ip, Optional<Ip> source, boolean thorough) {
    this.sockets = sockets;
    this.socket = socket;
    this.ip = ip;
    this.source = source;
    this.thorough = thorough;
  }

  /** The device and address that it asks for. */
  record Key(String device, Ip ip) {}

  @Override
  public boolean isOpen() {
    return thorough || answers.isEmpty();
  }

  @Override
  public void ask() {
    boolean first = asked++ % 2 == 0;
    if (thorough || source.isEmpty() || !first) {
      sockets.send(socket, Frame.probe(socket.mac(), ip));
    }
    if (source.isPresent() && (thorough || first)) {
      sockets.send(socket, Frame.question(socket.mac(), source.get(), ip));
    }
  }

  /** Returns the hardware addresses that answered. */
  Set<Mac> answers() {
    return answers;
  }

  /** Takes an answer; one of this device itself is no other host's. */
  void hear(Mac mac) {
    if (!mac.equals(socket.mac())) {
      answers.add(mac);
    }
  }

  /** Returns the name of the protocol that asks. */
  static String protocol(Ip ip) {
    return ip.isV6() ? "neighbour discovery" : "ARP";
  }
}
