package io.lvsagent.agent.announce;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteNeighbour;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.AnnounceSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Directors' VIPs that stand where neighbours can hear of them, whoever put them there. */
public final class AnnounceByHand {
  private final Kernel kernel;
  private final Map<Ip, Service> vips = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final List<AddedVip> here = new ArrayList<>();

  private AnnounceByHand(Kernel kernel, List<Service> directors) {
    this.kernel = kernel;
    for (Service service : directors) {
      for (IpPrefix vip : service.vips()) {
        vips.putIfAbsent(vip.ip(), service);
      }
    }
    kernel.rtnetlink().links().stream().filter(Link::doesArp).forEach(links::add);
  }

  /**
   * What came of it.
   *
   * @param done a line for each device and each entry
   * @param missed what could not be announced
   * @param forgot whether an entry was deleted
   * @param complete whether all was announced that is ours to hold
   */
  public record Told(List<String> done, List<Note> missed, boolean forgot, boolean complete) {}

  /**
   * Announces the VIPs that are here, at least once, and deletes what this host has learnt of where
   * they were: it would send there again when they leave. Throws NetlinkException where this
   * process may not send.
   */
  public static Told announce(Kernel kernel, List<Service> directors) {
    AnnounceByHand presence = new AnnounceByHand(kernel, directors);
    presence.find();
    Announcement announcement = Announcement.of(kernel, presence.here);
    announcement
        .refusal()
        .filter(refusal -> refusal.errno() == Errno.EPERM)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    List<String> done = new ArrayList<>();
    announcement.announced().forEach(note -> done.add(note.text()));
    List<Neighbour> stale = presence.forget();
    stale.forEach(entry -> done.add(new DeleteNeighbour(entry).toString()));
    List<Note> missed = new ArrayList<>(announcement.missed());
    boolean complete = missed.isEmpty();
    for (Map.Entry<Service, List<Ip>> away : presence.away().entrySet()) {
      Service service = away.getKey();
      complete &= service.external();
      missed.add(
          new Note(
              "not-here",
              AddedVip.names(away.getValue())
                  + " of service "
                  + service.name()
                  + ": on no device of this host that has neighbours"));
    }
    return new Told(done, missed, !stale.isEmpty(), complete);
  }

  private Set<Boolean> families() {
    Set<Boolean> families = new HashSet<>();
    vips.keySet().forEach(vip -> families.add(vip.isV6()));
    return families;
  }

  private void find() {
    Set<String> devices = new HashSet<>();
    links.forEach(link -> devices.add(link.name()));
    for (boolean v6 : families()) {
      for (Address address : kernel.rtnetlink().addresses(v6, "")) {
        Service service = vips.get(address.ip());
        if (service != null && devices.contains(address.device())) {
          here.add(new AddedVip(aloud(service.announcing()), address.device(), address.ip()));
        }
      }
    }
  }

  /** Who asks for it by hand wants it, though a start does without. */
  private static AnnounceSettings aloud(AnnounceSettings usual) {
    return new AnnounceSettings(Math.max(1, usual.count()), usual.intervalMillis(), usual.probe());
  }

  private Map<Service, List<Ip>> away() {
    Set<Ip> found = new HashSet<>();
    here.forEach(arrival -> found.add(arrival.vip()));
    Map<Service, List<Ip>> away = new LinkedHashMap<>();
    vips.forEach(
        (vip, service) -> {
          if (!found.contains(vip)) {
            away.computeIfAbsent(service, s -> new ArrayList<>()).add(vip);
          }
        });
    return away;
  }

  /** What somebody put there for good is left to them. */
  private List<Neighbour> forget() {
    Set<Ip> found = new HashSet<>();
    here.forEach(arrival -> found.add(arrival.vip()));
    List<Neighbour> stale = new ArrayList<>();
    for (Link link : found.isEmpty() ? List.<Link>of() : links) {
      for (boolean v6 : families()) {
        for (Neighbour entry : kernel.rtnetlink().neighbours(v6, link.name())) {
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
