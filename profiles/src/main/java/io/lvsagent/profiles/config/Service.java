package io.lvsagent.profiles.config;

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
 * A virtual service as this host serves it.
 *
 * @param origin the config's path, or {@link CommandLineService#ORIGIN}
 * @param place where it is written
 * @param sysctls the profile's rows with the service's own laid over them
 * @param uplinks empty for every device that does ARP
 * @param external someone else holds the VIPs: they are neither added, expected nor removed
 * @param gateways where answers must leave, for a profile that says so; one of a family
 * @param balancing what a director has in the IPVS table
 * @param onLink on the device
 * @param packetRules what it does to packets
 * @param announcing of VIPs that we add, and of those that others hold when told to
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
    List<DirectorGateway> gateways,
    Balancing balancing,
    OnLinkHosts onLink,
    PacketRules packetRules,
    AnnounceSettings announcing) {
  public Service {
    sysctls = Collections.unmodifiableMap(new LinkedHashMap<>(sysctls));
    ranges = List.copyOf(ranges);
    uplinks = List.copyOf(uplinks);
    gateways = List.copyOf(gateways);
  }

  public Role role() {
    return profile.role();
  }

  /**
   * Every VIP, expanded anew; host prefixes but for whole prefixes, which may hold neither a
   * gateway nor an address of the host: only who knows those can check that.
   */
  public List<IpPrefix> vips() {
    List<IpPrefix> vips = new ArrayList<>();
    for (VipRange range : ranges) {
      vips.addAll(range.vips());
    }
    return vips;
  }

  /** Where the virtual server that matches so is written. Throws NoSuchElementException. */
  public Place place(ServiceMatch match) {
    return virtualServer(match).place();
  }

  /** Where that real server of it is written. Throws NoSuchElementException. */
  public Place place(ServiceMatch match, Endpoint real) {
    return Optional.ofNullable(virtualServer(match).places().get(real)).orElseThrow();
  }

  private VirtualServiceSpec virtualServer(ServiceMatch match) {
    return balancing.virtualServers().stream()
        .filter(server -> server.standsFor(match))
        .findFirst()
        .orElseThrow();
  }

  /** Where the sync daemon of this state is written. Throws NoSuchElementException. */
  public Place place(SyncDaemon.State state) {
    return balancing.sync().stream()
        .filter(sync -> sync.state() == state)
        .findFirst()
        .orElseThrow()
        .device()
        .place();
  }

  /** Whether what a profile has for a family is for it; of which it is none, all is. */
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

  /** A device of a profile, {@code {device}} replaced by ours. */
  public String device(String ofProfile) {
    return device(ofProfile, device);
  }

  static String device(String ofProfile, Optional<DeviceName> device) {
    return ofProfile.equals(ProfileReader.DEVICE) ? device.orElseThrow().name() : ofProfile;
  }
}
