package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
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
  private static final String FAILED =
      "%s not announced%s; neighbours may send to another host for a while: %s";

  private final Kernel kernel;
  private final DeviceSockets sockets;
  private final Map<String, Boolean> routers = new HashMap<>();
  private final Map<String, List<Ip>> unheard = new LinkedHashMap<>();
  private final List<Note> missed = new ArrayList<>();

  private Announcement(Kernel kernel) {
    this.kernel = kernel;
    sockets = new DeviceSockets(kernel.wire()::toSend);
  }

  /**
   * Announces all VIPs at once, and repeats after the interval as often as each one's settings ask
   * for. Devices that do no ARP are left out.
   */
  public static Announcement of(Kernel kernel, List<AddedVip> added) {
    Announcement announcement = new Announcement(kernel);
    try (announcement.sockets) {
      announcement.open(added);
      announcement.send(added);
    }
    return announcement;
  }

  private void open(List<AddedVip> added) {
    List<AddedVip> announced = new ArrayList<>(added);
    announced.removeIf(vip -> vip.announcing().count() == 0);
    Map<String, Link> links = new HashMap<>();
    try {
      if (!announced.isEmpty()) {
        kernel.rtnetlink().links().forEach(link -> links.put(link.name(), link));
      }
    } catch (NetlinkException e) {
      String vips = Note.firstOf(announced.stream().map(AddedVip::ip).toList());
      missed.add(new Note("not-announced", FAILED.formatted(vips, "", e.getMessage())));
      return;
    }
    for (AddedVip vip : announced) {
      List<Link> hearing = new ArrayList<>();
      for (String device : vip.devices()) {
        Link link = links.get(device);
        if (link != null && link.doesArp()) {
          hearing.add(link);
        }
      }
      hearing.forEach(link -> sockets.add(link, vip.ip()));
      if (hearing.isEmpty()) {
        unheard.computeIfAbsent(vip.devices().get(0), device -> new ArrayList<>()).add(vip.ip());
      }
    }
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
      if (sockets.usable().isEmpty() || !Pause.until(begin + pass.getKey() * Pause.MILLISECOND)) {
        return;
      }
      for (AddedVip vip : pass.getValue()) {
        for (String device : vip.devices()) {
          sockets.use(device, socket -> send(socket, device, vip));
        }
      }
    }
  }

  private void send(PacketSocket socket, String device, AddedVip vip) {
    boolean router = vip.ip().isV6() && forwards(device);
    Frame.announcements(socket.mac(), vip.ip(), router).forEach(socket::send);
  }

  /** The router flag must be true to fact: hosts drop their routes by us if it is missing. */
  private boolean forwards(String device) {
    return routers.computeIfAbsent(
        device, name -> !kernel.sysctls().read(SysctlKey.ipv6(name, "forwarding")).is("0"));
  }

  /** Returns a note for each device on which VIPs were announced. */
  public List<Note> announced() {
    List<Note> notes = new ArrayList<>();
    for (String device : sockets.devices()) {
      if (!sockets.failed().containsKey(device)) {
        notes.add(new Note("announced", "announced " + sockets.names(device) + " on " + device));
      }
    }
    return notes;
  }

  /**
   * Returns a note for each device that failed or does no ARP, or one if the devices cannot be
   * listed. Nothing is undone: neighbours ask again anyway.
   */
  public List<Note> missed() {
    List<Note> notes = new ArrayList<>(missed);
    for (String device : sockets.devices()) {
      NetlinkException why = sockets.failed().get(device);
      if (why != null) {
        String text = FAILED.formatted(sockets.names(device), " on " + device, why.getMessage());
        notes.add(new Note("not-announced", text));
      }
    }
    unheard.forEach(
        (device, vips) -> {
          String text =
              "%s not announced, because %s does no ARP: name the devices that requests come by in"
                  + " uplinks";
          notes.add(new Note("not-announced", text.formatted(Note.firstOf(vips), device)));
        });
    return notes;
  }

  /** Returns the first refusal if every device failed. */
  Optional<NetlinkException> refusal() {
    return sockets.failed().size() < sockets.devices().size()
        ? Optional.empty()
        : sockets.failed().values().stream().findFirst();
  }
}
