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

/** Tells the neighbours of directors' VIPs where those are now. */
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
   * All of them at once, and again after the interval, as often as each wants it; those at devices
   * that do no ARP are nobody's business.
   */
  public static Announcement of(Kernel kernel, List<AddedVip> arrivals) {
    Announcement announcement = new Announcement(kernel);
    try {
      announcement.open(arrivals);
      announcement.send(arrivals);
    } finally {
      announcement.sockets.values().forEach(PacketSocket::close);
    }
    return announcement;
  }

  private void open(List<AddedVip> arrivals) {
    Map<String, Link> links = new HashMap<>();
    if (arrivals.stream().anyMatch(arrival -> arrival.announcing().count() > 0)) {
      kernel.rtnetlink().links().forEach(link -> links.put(link.name(), link));
    }
    for (AddedVip arrival : arrivals) {
      Link link = links.get(arrival.device());
      if (link != null && link.doesArp() && arrival.announcing().count() > 0) {
        List<Ip> its = vips.computeIfAbsent(link.name(), device -> openFor(link));
        its.add(arrival.vip());
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

  private void send(List<AddedVip> arrivals) {
    SortedMap<Integer, List<AddedVip>> passes = new TreeMap<>();
    for (AddedVip arrival : arrivals) {
      for (int i = 0; i < arrival.announcing().count(); i++) {
        int at = i * arrival.announcing().intervalMillis();
        passes.computeIfAbsent(at, millis -> new ArrayList<>()).add(arrival);
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

  private void send(AddedVip arrival) {
    PacketSocket socket = sockets.get(arrival.device());
    if (socket == null) {
      return;
    }
    try {
      boolean router = arrival.vip().isV6() && forwards(arrival.device());
      Frame.announcements(socket.mac(), arrival.vip(), router).forEach(socket::send);
    } catch (NetlinkException e) {
      refused.put(arrival.device(), e);
      sockets.remove(arrival.device());
      socket.close();
    }
  }

  /** Hosts that use us as an IPv6 router drop their routes where we say that we are none. */
  private boolean forwards(String device) {
    return routers.computeIfAbsent(
        device,
        name -> {
          SysctlKey key = SysctlKey.ipv6(name, "forwarding");
          return !kernel.sysctls().read(key).is("0");
        });
  }

  /** What was sent, by device. */
  public List<Note> announced() {
    List<Note> notes = new ArrayList<>();
    vips.forEach(
        (device, its) -> {
          if (!refused.containsKey(device)) {
            notes.add(new Note("announced", "announced " + AddedVip.names(its) + " on " + device));
          }
        });
    return notes;
  }

  /** What was not: no reason to undo anything, for neighbours ask again by themselves. */
  public List<Note> missed() {
    List<Note> notes = new ArrayList<>();
    vips.forEach(
        (device, its) -> {
          NetlinkException why = refused.get(device);
          if (why != null) {
            String what = AddedVip.names(its) + " not announced on " + device;
            notes.add(
                new Note(
                    "not-announced",
                    what + ", neighbours may send elsewhere for a while: " + why.getMessage()));
          }
        });
    return notes;
  }

  /** Why nothing at all was sent. */
  Optional<NetlinkException> refusal() {
    return refused.size() < vips.size() ? Optional.empty() : refused.values().stream().findFirst();
  }
}
