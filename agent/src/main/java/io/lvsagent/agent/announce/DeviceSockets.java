package io.lvsagent.agent.announce;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.wire.PacketSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A packet socket on each device that has VIPs. A device that fails, such as one that goes down, is
 * not used any more.
 */
final class DeviceSockets implements AutoCloseable {
  private final Function<Link, PacketSocket> opener;
  private final Map<String, PacketSocket> open = new HashMap<>();
  private final Map<String, List<Ip>> vips = new LinkedHashMap<>();
  private final Map<String, NetlinkException> failed = new LinkedHashMap<>();

  DeviceSockets(Function<Link, PacketSocket> opener) {
    this.opener = opener;
  }

  /** Adds a VIP, and opens the socket of its device if it is the first one. */
  void add(Link link, Ip vip) {
    vips.computeIfAbsent(link.name(), device -> openFor(link)).add(vip);
  }

  private List<Ip> openFor(Link link) {
    try {
      if (!link.isRunning()) {
        throw new NetlinkException("announce by " + link.name(), Errno.ENETDOWN, "");
      }
      open.put(link.name(), opener.apply(link));
    } catch (NetlinkException e) {
      failed.put(link.name(), e);
    }
    return new ArrayList<>();
  }

  /** Returns the devices that can be used. */
  Set<String> usable() {
    return Set.copyOf(open.keySet());
  }

  /** Passes on the socket of a device, unless the device failed. */
  void use(String device, Consumer<PacketSocket> action) {
    PacketSocket socket = open.get(device);
    if (socket == null) {
      return;
    }
    try {
      action.accept(socket);
    } catch (NetlinkException e) {
      failed.put(device, e);
      open.remove(device);
      socket.close();
    }
  }

  /** Returns the devices that VIPs were added for. */
  Set<String> devices() {
    return vips.keySet();
  }

  /** Returns a text such as {@code 192.0.2.10 and 3 more}. */
  String names(String device) {
    return Note.firstOf(vips(device));
  }

  List<Ip> vips(String device) {
    return vips.getOrDefault(device, List.of());
  }

  /** Returns the first failure of each device that failed. */
  Map<String, NetlinkException> failed() {
    return failed;
  }

  @Override
  public void close() {
    open.values().forEach(PacketSocket::close);
  }
}
