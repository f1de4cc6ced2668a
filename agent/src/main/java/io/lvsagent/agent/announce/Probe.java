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
import java.util.HashMap;
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
public final class Probe implements AutoCloseable {
  private static final int PROBES = 3;
  private static final long INTERVAL = 100 * Pause.MILLISECOND;
  private static final long GLANCE = 5 * Pause.MILLISECOND;

  private final PacketSockets wire;
  private final Map<String, List<Ip>> asked = new LinkedHashMap<>();
  private final Map<String, PacketSocket> sockets = new HashMap<>();
  private final Map<String, String> deaf = new LinkedHashMap<>();
  private final Map<String, Map<Ip, Mac>> held = new LinkedHashMap<>();

  private Probe(PacketSockets wire) {
    this.wire = wire;
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
    try (Probe probe = new Probe(wire)) {
      for (AddedVip vip : probing) {
        observed
            .link(vip.device())
            .filter(link -> link.isUp() && link.doesArp() && !own.contains(vip.ip()))
            .ifPresent(link -> probe.add(link, vip.ip()));
      }
      probe.ask();
      return probe.outcome();
    }
  }

  private void add(Link link, Ip vip) {
    asked.computeIfAbsent(link.name(), device -> openFor(link)).add(vip);
  }

  private List<Ip> openFor(Link link) {
    try {
      if (link.isRunning()) {
        sockets.put(link.name(), wire.toListen(link));
      } else {
        deaf.put(link.name(), "it has no carrier");
      }
    } catch (NetlinkException e) {
      deaf.put(link.name(), String.valueOf(e.getMessage()));
    }
    return new ArrayList<>();
  }

  private void ask() {
    long next = System.nanoTime();
    for (int i = 0; i < PROBES && !sockets.isEmpty(); i++) {
      next += INTERVAL;
      each((device, socket) -> asked(device).forEach(vip -> ask(socket, vip)));
      do {
        long end = next;
        each((device, socket) -> listen(device, socket, end));
      } while (System.nanoTime() < next && Pause.until(System.nanoTime() + GLANCE));
    }
  }

  private static void ask(PacketSocket socket, Ip vip) {
    socket.send(Frame.probe(socket.mac(), vip));
  }

  private List<Ip> asked(String device) {
    return asked.getOrDefault(device, List.of());
  }

  private interface Use {
    void of(String device, PacketSocket socket);
  }

  /** A device that fails, such as one that goes down, is not used any more. */
  private void each(Use use) {
    for (Map.Entry<String, PacketSocket> entry : Map.copyOf(sockets).entrySet()) {
      try {
        use.of(entry.getKey(), entry.getValue());
      } catch (NetlinkException e) {
        deaf.put(entry.getKey(), String.valueOf(e.getMessage()));
        sockets.remove(entry.getKey());
        entry.getValue().close();
      }
    }
  }

  private void listen(String device, PacketSocket socket, long end) {
    Set<Ip> vips = new HashSet<>(asked(device));
    Optional<Frame> heard;
    while ((heard = socket.heard()).isPresent() && System.nanoTime() < end) {
      Mac sender = heard.get().sender();
      Optional<Ip> claimed = heard.get().claimed().filter(vips::contains);
      if (claimed.isPresent() && !sender.equals(socket.mac())) {
        held.computeIfAbsent(device, d -> new LinkedHashMap<>()).put(claimed.get(), sender);
      }
    }
  }

  private List<Note> outcome() {
    if (!held.isEmpty()) {
      throw conflict();
    }
    List<Note> notes = new ArrayList<>();
    deaf.forEach(
        (device, why) -> {
          String what = "cannot find out whether another host has " + AddedVip.names(asked(device));
          notes.add(new Note("not-probed", what + " on " + device + ": " + why));
        });
    return notes;
  }

  private ConflictException conflict() {
    String device = held.keySet().iterator().next();
    Map.Entry<Ip, Mac> first = held.getOrDefault(device, Map.of()).entrySet().iterator().next();
    int more = held.values().stream().mapToInt(Map::size).sum() - 1;
    return new ConflictException(
        "add address %s dev %s: %s has it%s: remove it there, or take it over with --takeover"
            .formatted(
                new IpPrefix(first.getKey(), first.getKey().bits()),
                device,
                first.getValue(),
                more > 0 ? ", and other hosts have " + more + " more of the VIPs" : ""));
  }

  @Override
  public void close() {
    sockets.values().forEach(PacketSocket::close);
  }
}
