package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Announces VIPs of directors to their neighbours. */
public final class Announcement {
  private final Kernel kernel;
  private final Map<String, PacketSocket> sockets = new HashMap<>();
  private final Map<String, List<Ip>> vips = new LinkedHashMap<>();
  private final Map<String, NetlinkException> refused = new HashMap<>();
  private final Map<String, Boolean> routers = new HashMap<>();

  private Announcement(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Announces all VIPs at once, and repeats after the interval as often as each one's settings ask
   * for. Those on devices that do no ARP are left out.
   */
  public static Announcement of(Kernel kernel, List<AddedVip> added) {
    Announcement announcement = new Announcement(kernel);
    try {
      announcement.open(added);
      announcement.send(added);
    } finally {
      announcement.sockets.values().forEach(PacketSocket::close);
    }
    return announcement;
  }

  private void open(List<AddedVip> added) {
    Map<String, Link> links = new HashMap<>();
    if (added.stream().anyMatch(vip -> vip.announcing().count() > 0)) {
      kernel.rtnetlink().links().forEach(link -> links.put(link.name(), link));
    }
    for (AddedVip vip : added) {
      Link link = links.get(vip.device());
      if (link != null && link.doesArp() && vip.announcing().count() > 0) {
        vips.computeIfAbsent(link.name(), device -> openFor(link)).add(vip.ip());
      }
    }
  }

  private List<Ip> openFor(Link link) {
    try {
      if (!link.isRunning()) {
        throw new NetlinkException("announce by " + link.name(), Errno.ENETDOWN, "");
      }
      sockets.put(link.name(), kernel.wire().toSend(link));
    } catch (NetlinkException e) {
      refused.put(link.name(), e);
    }
    return new ArrayList<>();
  }

  private void send(List<AddedVip> added) {
    SortedMap<Integer, List<AddedVip>> passes = new TreeMap<>();
    for (AddedVip vip : added) {
      for (int i = 0; i < vip.announcing().count(); i++) {
        int at = i * vip.announcing().intervalMillis();
        passes.computeIfAbsent(at, millis -> new ArrayList<>()).add(vip);
      }
    }
    long begin = System.nanoTime();
    for (Map.Entry<Integer, List<AddedVip>> pass : passes.entrySet()) {
      if (sockets.isEmpty() || !Pause.until(begin + pass.getKey() * Pause.MILLISECOND)) {
        return;
      }
      pass.getValue().forEach(this::send);
    }
  }

  private void send(AddedVip vip) {
    PacketSocket socket = sockets.get(vip.device());
    if (socket == null) {
      return;
    }
    try {
      boolean router = vip.ip().isV6() && forwards(vip.device());
      Frame.announcements(socket.mac(), vip.ip(), router).forEach(socket::send);
    } catch (NetlinkException e) {
      refused.put(vip.device(), e);
      sockets.remove(vip.device());
      socket.close();
    }
  }

  /** The router flag must be true to fact: hosts drop their routes by us if it is missing. */
  private boolean forwards(String device) {
    return routers.computeIfAbsent(
        device,
        name -> {
          SysctlKey key = SysctlKey.ipv6(name, "forwarding");
          return !kernel.sysctls().read(key).is("0");
        });
  }

  /** Returns a note for each device on which VIPs were announced. */
  public List<Note> announced() {
    List<Note> notes = new ArrayList<>();
    vips.forEach(
        (device, ips) -> {
          if (!refused.containsKey(device)) {
            notes.add(new Note("announced", "announced " + AddedVip.names(ips) + " on " + device));
          }
        });
    return notes;
  }

  /** Returns a note for each device that failed. Nothing is undone: neighbours ask again anyway. */
  public List<Note> missed() {
    List<Note> notes = new ArrayList<>();
    vips.forEach(
        (device, ips) -> {
          NetlinkException why = refused.get(device);
          if (why != null) {
            String text =
                "%s not announced on %s; neighbours may send to another host for a while: %s"
                    .formatted(AddedVip.names(ips), device, why.getMessage());
            notes.add(new Note("not-announced", text));
          }
        });
    return notes;
  }

  /** Returns a refusal if every device failed. */
  Optional<NetlinkException> refusal() {
    return refused.size() < vips.size() ? Optional.empty() : refused.values().stream().findFirst();
  }
}
