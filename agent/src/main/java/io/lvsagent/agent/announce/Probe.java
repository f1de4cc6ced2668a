package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.PacketSockets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks whether another host has a VIP that a director is about to add: by ARP probes (RFC 5227) for
 * IPv4 and duplicate address detection for IPv6, at intervals of 100 ms instead of seconds.
 */
public final class Probe {
  private static final int PROBES = 3;
  private static final long INTERVAL = 100 * Pause.MILLISECOND;
  private static final long GLANCE = 5 * Pause.MILLISECOND;

  private final DeviceSockets sockets;
  private final Map<String, Map<Ip, Mac>> held = new LinkedHashMap<>();

  private Probe(DeviceSockets sockets) {
    this.sockets = sockets;
  }

  /**
   * Probes for all VIPs together, which takes 300 ms if there is anything to ask. Left out are
   * devices that are down or do no ARP, because they have no neighbours, and VIPs that this host
   * has on another device, because it would answer itself. Returns a note for each device on which
   * nothing can be heard; the director starts all the same.
   *
   * <p>Throws ConflictException, which names the first VIP that another host has.
   */
  public static List<Note> requireFree(
      PacketSockets wire, HostState observed, List<AddedVip> adding) {
    List<AddedVip> probing = new ArrayList<>(adding);
    probing.removeIf(vip -> !vip.announcing().probe());
    if (probing.isEmpty()) {
      return List.of();
    }
    Set<Ip> own = new HashSet<>();
    observed.all(AddressItem.class).forEach(item -> own.add(item.address().ip()));
    try (DeviceSockets sockets = new DeviceSockets(wire::toListen)) {
      for (AddedVip vip : probing) {
        for (String device : own.contains(vip.ip()) ? List.<String>of() : vip.devices()) {
          observed
              .link(device)
              .filter(link -> link.isUp() && link.doesArp())
              .ifPresent(link -> sockets.add(link, vip.ip()));
        }
      }
      Probe probe = new Probe(sockets);
      probe.ask();
      return probe.outcome(observed);
    }
  }

  private void ask() {
    long next = System.nanoTime();
    for (int i = 0; i < PROBES && !sockets.usable().isEmpty(); i++) {
      next += INTERVAL;
      for (String device : sockets.usable()) {
        sockets.use(device, socket -> ask(socket, sockets.vips(device)));
      }
      do {
        long end = next;
        for (String device : sockets.usable()) {
          sockets.use(device, socket -> listen(device, socket, end));
        }
      } while (System.nanoTime() < next && Pause.until(System.nanoTime() + GLANCE));
    }
  }

  private static void ask(PacketSocket socket, List<Ip> vips) {
    vips.forEach(vip -> socket.send(Frame.probe(socket.mac(), vip)));
  }

  private void listen(String device, PacketSocket socket, long end) {
    Set<Ip> vips = new HashSet<>(sockets.vips(device));
    Optional<Frame> heard;
    while ((heard = socket.heard()).isPresent() && System.nanoTime() < end) {
      Mac sender = heard.get().sender();
      Optional<Ip> claimed = heard.get().claimed().filter(vips::contains);
      if (claimed.isPresent() && !sender.equals(socket.mac())) {
        held.computeIfAbsent(device, d -> new LinkedHashMap<>()).put(claimed.get(), sender);
      }
    }
  }

  private List<Note> outcome(HostState observed) {
    if (!held.isEmpty()) {
      throw conflict();
    }
    List<Note> notes = new ArrayList<>();
    for (Map.Entry<String, NetlinkException> failure : sockets.failed().entrySet()) {
      String device = failure.getKey();
      String what = "cannot find out whether another host has " + sockets.names(device);
      boolean carrier = observed.link(device).filter(Link::isRunning).isPresent();
      String why = carrier ? failure.getValue().getMessage() : "it has no carrier";
      notes.add(new Note("not-probed", what + " on " + device + ": " + why));
    }
    return notes;
  }

  private ConflictException conflict() {
    String device = held.keySet().iterator().next();
    Map.Entry<Ip, Mac> first = held.getOrDefault(device, Map.of()).entrySet().iterator().next();
    int more = held.values().stream().mapToInt(Map::size).sum() - 1;
    return new ConflictException(
        "add address %s dev %s: %s has it%s: remove it there, or take it over with --takeover"
            .formatted(
                IpPrefix.host(first.getKey()),
                device,
                first.getValue(),
                more > 0 ? ", and other hosts have " + more + " more of the VIPs" : ""));
  }
}
