package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.config.BalancingReader;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.config.RealServerReader;
import io.lvsagent.profiles.config.VipReader;
import io.lvsagent.profiles.config.Vips;
import io.lvsagent.profiles.config.VirtualServerReader;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a reader found in a foreign text. Virtual servers are entries as a config has them, so that
 * the reader of configs checks them; its messages name the place in the foreign text.
 */
public final class Imported {
  private static final Mapping NOTHING = new Mapping(Place.of("import"), Map.of());

  private final Map<ServiceMatch, Virtual> virtuals = new LinkedHashMap<>();
  private final Map<Ip, ImportedVip> vips = new LinkedHashMap<>();
  private final Map<Ip, List<ImportedRemark>> ofVips = new LinkedHashMap<>();
  private final Map<Ip, ImportedVip> local = new LinkedHashMap<>();
  private final Map<SysctlKey, Node> sysctls = new LinkedHashMap<>();
  private final Set<String> masquerade = new LinkedHashSet<>();
  private final Set<Ip> directors = new LinkedHashSet<>();
  private final List<ImportedRemark> remarks = new ArrayList<>();
  private boolean lacking;
  private Optional<Ip> gateway = Optional.empty();
  private Mapping timeouts = NOTHING;
  private Mapping daemons = NOTHING;

  /**
   * A virtual server with what has been read of it so far.
   *
   * @param vips the VIPs of a firewall mark, as far as the text tells them
   */
  record Virtual(
      Mapping options, List<Node> servers, List<Ip> vips, List<ImportedRemark> remarks) {}

  /** A virtual server as the reader of configs understands it. */
  record Read(VirtualServiceSpec spec, List<Ip> vips, List<ImportedRemark> remarks) {}

  /** Returns what a virtual server matches; throws ConfigException. */
  public static ServiceMatch match(Mapping.Entry matched, boolean v6) {
    Node value = matched.value();
    if (matched.key().equals(ConfigKeys.FWMARK)) {
      long mark = value.number(Integer.MIN_VALUE, 0xffff_ffffL) & 0xffff_ffffL;
      value.refuseIf(mark == 0, "fwmark 0 is not a mark: use 1 to 4294967295");
      return new ServiceMatch.Mark(mark, v6);
    }
    Node name = new Node.Scalar(matched.place(), matched.key());
    return new ServiceMatch.Listener(
        name.oneOf(List.of(Protocol.values())), value.parsed(RealServerReader::endpoint));
  }

  /**
   * Adds a virtual server and returns what it matches. Throws ConfigException if there is one
   * already.
   *
   * @param matched the entry that names what is matched
   * @param options the other keys of the virtual server
   */
  public ServiceMatch add(Mapping.Entry matched, boolean v6, Mapping options, List<Ip> vips) {
    ServiceMatch match = match(matched, v6);
    Place place = matched.value().place();
    Mapping keys = options;
    if (match instanceof ServiceMatch.Listener listener) {
      keys = keys.with(matched.key(), new Node.Scalar(place, listener.endpoint().toString()));
    } else if (match instanceof ServiceMatch.Mark mark) {
      keys = keys.with(ConfigKeys.FAMILY, new Node.Scalar(place, mark.isV6() ? "ipv6" : "ipv4"));
      keys = keys.with(matched.key(), new Node.Scalar(place, Long.toString(mark.mark())));
    }
    Virtual added = new Virtual(keys, new ArrayList<>(), List.copyOf(vips), new ArrayList<>());
    Virtual first = virtuals.putIfAbsent(match, added);
    if (first != null) {
      throw matched.wrong("%s is added twice, first at %s", match, first.options().place());
    }
    return match;
  }

  public boolean has(ServiceMatch match) {
    return virtuals.containsKey(match);
  }

  /**
   * Adds a real server to a virtual server that was added before. Drops its port as ipvsadm does:
   * without masquerading a real server has the port of the virtual server.
   */
  public void addServer(ServiceMatch match, Mapping options) {
    Mapping keys = options;
    Node rip = keys.at(ConfigKeys.RIP);
    if (match instanceof ServiceMatch.Listener
        && !keys.text(ConfigKeys.METHOD, "").equals(Forwarding.MASQUERADE.toString())) {
      Ip ip = rip.parsed(RealServerReader::endpoint).ip();
      keys = keys.with(ConfigKeys.RIP, new Node.Scalar(rip.place(), ip.toString()));
    }
    virtual(match).servers().add(keys);
  }

  /**
   * Adds a VIP of a director and returns true, unless the address cannot be a VIP. The first device
   * that a text gives it counts.
   */
  public boolean hold(ImportedVip vip) {
    Optional<ReservedRange> reserved = ReservedRange.overlapping(new IpRange(vip.ip(), vip.ip()));
    if (reserved.isPresent()) {
      remark(vip.place(), vip.ip() + " is no VIP, because " + reserved.get(), false);
      return false;
    }
    ImportedVip first = vips.putIfAbsent(vip.ip(), vip);
    if (first != null && !first.device().equals(vip.device())) {
      remark(vip.ip(), vip.place(), vip.ip() + " is on " + vip.device() + " as well", "");
    }
    return true;
  }

  /** Adds a VIP of a real server. */
  public void holdLocally(ImportedVip vip) {
    local.putIfAbsent(vip.ip(), vip);
  }

  public void sysctl(SysctlKey key, Node value) {
    sysctls.put(key, value);
  }

  /** Adds a subnet whose connections leave with the director's address. */
  public void masquerade(String subnet) {
    masquerade.add(subnet);
  }

  /** Adds the own address of a director. */
  public void director(Ip own) {
    directors.add(own);
  }

  /** Sets the address of the director on the side of the real servers. */
  public void gateway(Ip address) {
    gateway = Optional.of(address);
  }

  public void timeouts(Mapping all) {
    timeouts = all;
  }

  public void daemons(Mapping all) {
    daemons = all;
  }

  /** Adds a remark about the whole text. */
  public void remark(Place place, String text, boolean fillIn) {
    remarks.add(new ImportedRemark(place, text, "", fillIn));
  }

  /** Adds a remark about a word of the text; remarks about several words become one. */
  public void remark(Place place, String text, String word) {
    remarks.add(new ImportedRemark(place, text, word, false));
  }

  /** Adds a remark about a virtual server. */
  public void remark(ServiceMatch match, Place place, String text, boolean fillIn) {
    virtual(match).remarks().add(new ImportedRemark(place, text, "", fillIn));
  }

  /** Adds a remark about a word that belongs to a virtual server. */
  public void remark(ServiceMatch match, Place place, String text, String word) {
    virtual(match).remarks().add(new ImportedRemark(place, text, word, false));
  }

  /** Adds a remark about a VIP. */
  public void remark(Ip vip, Place place, String text, String word) {
    ofVips
        .computeIfAbsent(vip, none -> new ArrayList<>())
        .add(new ImportedRemark(place, text, word, false));
  }

  /** Notes that the config lacks something that somebody has to add. */
  void fillIn() {
    lacking = true;
  }

  /** Returns true if nothing has to be added by hand. */
  public boolean isComplete() {
    List<ImportedRemark> all = remarks();
    virtuals.values().forEach(virtual -> all.addAll(virtual.remarks()));
    return !lacking && all.stream().noneMatch(ImportedRemark::fillIn);
  }

  /** Returns true if a config could hold nothing of the text. */
  public boolean isEmpty() {
    return virtuals.isEmpty() && vips.isEmpty() && local.isEmpty() && gateway.isEmpty();
  }

  /** Returns the virtual servers that were added. */
  public Set<ServiceMatch> matches() {
    return virtuals.keySet();
  }

  Map<Ip, ImportedVip> vips() {
    return vips;
  }

  Map<Ip, ImportedVip> local() {
    return local;
  }

  Map<SysctlKey, Node> sysctls() {
    return sysctls;
  }

  Set<String> masqueraded() {
    return masquerade;
  }

  Set<Ip> directors() {
    return directors;
  }

  Optional<Ip> gateway() {
    return gateway;
  }

  /** Returns the remarks about the whole text, and those about VIPs that were not taken. */
  List<ImportedRemark> remarks() {
    List<ImportedRemark> all = new ArrayList<>(remarks);
    ofVips.values().forEach(all::addAll);
    return all;
  }

  /** Returns the remarks about a VIP, and forgets them, so that each is printed once. */
  List<ImportedRemark> taken(Ip vip) {
    List<ImportedRemark> taken = ofVips.remove(vip);
    return taken == null ? List.of() : taken;
  }

  /** Returns the virtual servers; throws ConfigException for what a config cannot hold. */
  List<Read> read() {
    List<Read> read = new ArrayList<>();
    virtuals.forEach(
        (match, virtual) ->
            read.add(new Read(spec(match, virtual), vips(match, virtual), virtual.remarks())));
    for (Mapping settings : List.of(timeouts, daemons)) {
      for (Mapping.Entry setting : settings.entries()) {
        setting.place().refuseIf(read.isEmpty(), "needs a virtual server, but no line adds one");
      }
    }
    return read;
  }

  Optional<Timeouts> timeouts() {
    return BalancingReader.timeouts(timeouts);
  }

  List<Balancing.Sync> sync(List<Read> read) {
    return daemons.entries().isEmpty()
        ? List.of()
        : BalancingReader.sync(daemons, read.stream().map(Read::spec).toList());
  }

  private static List<Ip> vips(ServiceMatch match, Virtual virtual) {
    return match instanceof ServiceMatch.Listener listener
        ? List.of(listener.endpoint().ip())
        : virtual.vips();
  }

  private VirtualServiceSpec spec(ServiceMatch match, Virtual virtual) {
    Mapping options = virtual.options();
    Vips matched = new Vips();
    if (match instanceof ServiceMatch.Listener listener) {
      Place at = options.at(listener.protocol().toString()).place();
      Node vip = new Node.Scalar(at, listener.endpoint().ip().toString());
      matched = new VipReader(false, "").read(List.of(vip));
    }
    Node servers = new Node.Sequence(options.place(), virtual.servers());
    Mapping config = options.with(ConfigKeys.REAL_SERVERS, servers);
    return new VirtualServerReader(config, Forwarding.DIRECT, matched).read().get(0);
  }

  private Virtual virtual(ServiceMatch match) {
    return Objects.requireNonNull(virtuals.get(match));
  }
}
