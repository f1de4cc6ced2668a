package io.lvsagent.agent.probe;

import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A packet socket on each device that is asked on, or that answers may come by, and a port that no
 * other socket of this host has meanwhile.
 */
final class ProbeSockets implements AutoCloseable {
  private final PacketSockets wire;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, PacketSocket> open = new LinkedHashMap<>();
  private final Socket port = new Socket();

  ProbeSockets(PacketSockets wire, List<Link> links) {
    this.wire = wire;
    links.forEach(link -> this.links.put(link.name(), link));
    try {
      port.bind(null);
    } catch (IOException e) {
      throw lacking("no port is free: " + e.getMessage());
    }
  }

  private static HostRequirementException lacking(String text) {
    return new HostRequirementException(Missing.PACKET_SOCKET, text);
  }

  int port() {
    return port.getLocalPort();
  }

  /** Returns the socket of a device. Throws HostRequirementException if it cannot be used. */
  PacketSocket on(String device) {
    PacketSocket socket = open.get(device);
    if (socket != null) {
      return socket;
    }
    Link link = links.get(device);
    if (link == null) {
      throw new HostRequirementException(
          Missing.DEVICE, "device " + device + " does not exist on this host");
    }
    if (!link.isRunning()) {
      throw lacking("nobody can be asked on " + device + ": it is down or has no carrier");
    }
    try {
      socket = wire.toProbe(link, port());
    } catch (NetlinkException e) {
      throw lacking(e.getMessage());
    }
    open.put(device, socket);
    return socket;
  }

  /** Returns the socket of a device, or empty if it cannot be used, as it is not Ethernet. */
  Optional<PacketSocket> find(String device) {
    try {
      return Optional.of(on(device));
    } catch (HostRequirementException e) {
      return Optional.empty();
    }
  }

  /** Returns the hardware addresses of the open devices. */
  Set<Mac> macs() {
    Set<Mac> macs = new HashSet<>();
    open.values().forEach(socket -> macs.add(socket.mac()));
    return macs;
  }

  void send(PacketSocket socket, Frame.Sendable frame) {
    try {
      socket.send(frame);
    } catch (NetlinkException e) {
      throw lacking(e.getMessage());
    }
  }

  /** Passes on what was received, with the device that it came by. It does not wait. */
  void hear(BiConsumer<String, Frame> listener) {
    List<Map.Entry<String, PacketSocket>> sockets = new ArrayList<>(open.entrySet());
    for (Map.Entry<String, PacketSocket> socket : sockets) {
      try {
        Optional<Frame> heard;
        while ((heard = socket.getValue().heard()).isPresent()) {
          listener.accept(socket.getKey(), heard.get());
        }
      } catch (NetlinkException e) {
        throw lacking(e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    open.values().forEach(PacketSocket::close);
    try {
      port.close();
    } catch (IOException e) {
      // nothing was sent by it
    }
  }
}
