package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.profiles.model.AnnounceSettings;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.model.Family;
import io.lvsagent.profiles.model.OnLinkHosts;
import io.lvsagent.profiles.model.PacketRules;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.profile.ProfileReader;
import io.lvsagent.profiles.profile.SysctlRow;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service of this host: a profile with VIPs and the other settings from the config.
 *
 * @param origin the path of the config, or {@link CommandLineService#ORIGIN}
 * @param place the place in the config
 * @param sysctls the rows of the profile, merged with the service's own rows
 * @param uplinks the devices that are written to; empty for every device that does ARP
 * @param external true if another program holds the VIPs, which are then neither added, expected
 *     nor removed
 * @param clients addresses of clients that must get an answer, besides the usual samples
 * @param gateways the gateways that answers must leave through, at most one for each family
 * @param balancing the entries in the IPVS table
 * @param onLink the hosts that are reached directly on the device
 * @param packetRules the changes that are made to packets
 * @param announcing how VIPs are announced that are added, or that the announce command names
 */
public record Service(
    String name,
    String origin,
    Place place,
    Profile profile,
    Map<SysctlKey, SysctlRow> sysctls,
    List<VipRange> ranges,
    List<DeviceName> uplinks,
    Optional<DeviceName> device,
    boolean external,
    List<Ip> clients,
    List<DirectorGateway> gateways,
    Balancing balancing,
    OnLinkHosts onLink,
    PacketRules packetRules,
    AnnounceSettings announcing) {
  public Service {
    sysctls = Collections.unmodifiableMap(new LinkedHashMap<>(sysctls));
    ranges = List.copyOf(ranges);
    uplinks = List.copyOf(uplinks);
    clients = List.copyOf(clients);
    gateways = List.copyOf(gateways);
  }

  public Role role() {
    return profile.role();
  }

  /**
   * Returns every VIP, each as a host prefix unless the config gives a whole prefix. The caller
   * checks that whole prefixes contain no gateway and no address of the host. The list is built
   * anew on every call.
   */
  public List<IpPrefix> vips() {
    List<IpPrefix> vips = new ArrayList<>();
    for (VipRange range : ranges) {
      vips.addAll(range.vips());
    }
    return vips;
  }

  /** Returns every VIP of one family; see {@link #vips()}. */
  public List<IpPrefix> vips(boolean v6) {
    List<IpPrefix> vips = new ArrayList<>();
    for (VipRange range : ranges) {
      if (range.isV6() == v6) {
        vips.addAll(range.vips());
      }
    }
    return vips;
  }

  /** Returns the place of a virtual server; throws NoSuchElementException if there is none. */
  public Place place(ServiceMatch match) {
    return virtualServer(match).place();
  }

  /** Returns the place of a real server; throws NoSuchElementException if there is none. */
  public Place place(ServiceMatch match, Endpoint real) {
    return Optional.ofNullable(virtualServer(match).places().get(real)).orElseThrow();
  }

  private VirtualServiceSpec virtualServer(ServiceMatch match) {
    return balancing.virtualServers().stream()
        .filter(server -> server.includes(match))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the place of a sync daemon; throws NoSuchElementException if there is none. */
  public Place place(SyncDaemon.State state) {
    return balancing.sync().stream()
        .filter(sync -> sync.state() == state)
        .findFirst()
        .orElseThrow()
        .device()
        .place();
  }

  /**
   * Returns true if rows for this family apply. Rows of every family apply to a service with
   * neither VIPs nor virtual services.
   */
  public boolean uses(Family family) {
    boolean v6 = family == Family.IPV6;
    boolean uses = ranges.isEmpty() && balancing.virtualServers().isEmpty();
    for (VipRange range : ranges) {
      uses |= range.isV6() == v6;
    }
    for (VirtualServiceSpec server : balancing.virtualServers()) {
      uses |= server.service().match().isV6() == v6;
    }
    for (IpPrefix subnet : packetRules.masqueraded()) {
      uses |= subnet.ip().isV6() == v6;
    }
    return uses || family == Family.ANY;
  }

  /**
   * Returns the device that a profile names, with {@code {device}} replaced by the service's own.
   */
  public String device(String ofProfile) {
    return device(ofProfile, device);
  }

  /** Returns the device that VIPs are added to; empty if the host holds none. */
  public Optional<String> holder(VipRange vips) {
    return profile.vip().map(place -> device(place.device(vips.isV6())));
  }

  static String device(String ofProfile, Optional<DeviceName> device) {
    return ofProfile.equals(ProfileReader.DEVICE) ? device.orElseThrow().name() : ofProfile;
  }
}
