package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteNeighbour;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.AnnounceSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Announces the VIPs of directors that are on devices with neighbours, whoever added them. */
public final class AnnounceByHand {
  private final Kernel kernel;
  private final Map<Ip, Service> vips = new LinkedHashMap<>();
  private final Set<Boolean> families = new HashSet<>();
  private final Set<String> devices = new LinkedHashSet<>();
  private final List<AddedVip> here = new ArrayList<>();
  private final Set<Ip> found = new HashSet<>();

  private AnnounceByHand(Kernel kernel, List<Service> directors) {
    this.kernel = kernel;
    for (Service service : directors) {
      for (IpPrefix vip : service.vips()) {
        vips.putIfAbsent(vip.ip(), service);
        families.add(vip.ip().isV6());
      }
    }
    for (Link link : kernel.rtnetlink().links()) {
      if (link.doesArp()) {
        devices.add(link.name());
      }
    }
  }

  /**
   * The result.
   *
   * @param done a line for each device and each deleted neighbour entry
   * @param missed a note for each VIP that could not be announced
   * @param forgot true if a neighbour entry was deleted
   * @param complete true if every VIP was announced that is not external
   */
  public record Result(List<String> done, List<Note> missed, boolean forgot, boolean complete) {}

  /**
   * Announces the VIPs that are on this host, at least once each, and deletes the neighbour entries
   * of where they were before: the host would use them again when the VIPs leave. Throws
   * NetlinkException if this process may not send.
   */
  public static Result announce(Kernel kernel, List<Service> directors) {
    AnnounceByHand byHand = new AnnounceByHand(kernel, directors);
    byHand.find();
    Announcement announcement = Announcement.of(kernel, byHand.here);
    Optional<NetlinkException> refusal = announcement.refusal();
    if (refusal.isPresent() && refusal.get().errno() == Errno.EPERM) {
      throw refusal.get();
    }
    List<String> done = new ArrayList<>();
    announcement.announced().forEach(note -> done.add(note.text()));
    List<Neighbour> stale = byHand.forget();
    stale.forEach(entry -> done.add(new DeleteNeighbour(entry).toString()));
    List<Note> missed = new ArrayList<>(announcement.missed());
    boolean complete = missed.isEmpty();
    for (Map.Entry<Service, List<Ip>> away : byHand.away().entrySet()) {
      Service service = away.getKey();
      complete &= service.external();
      missed.add(
          new Note(
              "not-here",
              "%s of service %s is on no device of this host that has neighbours"
                  .formatted(Note.firstOf(away.getValue()), service.name())));
    }
    return new Result(done, missed, !stale.isEmpty(), complete);
  }

  private void find() {
    for (boolean v6 : families) {
      for (Address address : kernel.rtnetlink().addresses(v6, "")) {
        Service service = vips.get(address.ip());
        if (service != null) {
          AddedVip vip = AddedVip.of(service, atLeastOnce(service.announcing()), address);
          if (!Collections.disjoint(devices, vip.devices())) {
            found.add(address.ip());
            here.add(vip);
          }
        }
      }
    }
  }

  /** Announces at least once, even if the config announces nothing at start. */
  private static AnnounceSettings atLeastOnce(AnnounceSettings usual) {
    return new AnnounceSettings(Math.max(1, usual.count()), usual.intervalMillis(), usual.probe());
  }

  private Map<Service, List<Ip>> away() {
    Map<Service, List<Ip>> away = new LinkedHashMap<>();
    vips.forEach(
        (vip, service) -> {
          if (!found.contains(vip)) {
            away.computeIfAbsent(service, s -> new ArrayList<>()).add(vip);
          }
        });
    return away;
  }

  /** Deletes and returns learnt neighbour entries of our VIPs; permanent ones are left alone. */
  private List<Neighbour> forget() {
    List<Neighbour> stale = new ArrayList<>();
    for (String device : found.isEmpty() ? Set.<String>of() : devices) {
      for (boolean v6 : families) {
        for (Neighbour entry : kernel.rtnetlink().neighbours(v6, device)) {
          if (found.contains(entry.ip()) && entry.isLearnt()) {
            stale.add(entry);
          }
        }
      }
    }
    for (Refusal refusal :
        kernel.rtnetlink().apply(stale.stream().map(DeleteNeighbour::new).toList())) {
      if (refusal.why().errno() != Errno.ENOENT) {
        throw refusal.why();
      }
    }
    return stale;
  }
}
