package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.IpvsEdit.AddServer;
import io.lvsagent.iface.ipvs.IpvsEdit.AddService;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteServer;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetServer;
import io.lvsagent.iface.ipvs.IpvsEdit.SetService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetTimeouts;
import io.lvsagent.iface.ipvs.IpvsEdit.StartDaemon;
import io.lvsagent.iface.ipvs.IpvsEdit.StopDaemon;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.iface.ipvs.Traffic;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The IPVS table of a host in memory, with the answers that the kernel has for what cannot be. */
final class FakeTable implements Ipvs {
  private static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private final BooleanSupplier refused;
  private final BooleanSupplier present;
  private final Map<ServiceMatch, VirtualService> services = new LinkedHashMap<>();
  private final Map<ServiceMatch, Map<Endpoint, RealServer>> servers = new LinkedHashMap<>();
  private final Map<SyncDaemon.State, SyncDaemon> daemons = new TreeMap<>();
  private final Set<String> lacking = new HashSet<>();
  private Timeouts timeouts = new Timeouts(900, 120, 300);

  /**
   * @param refused asked before each edit whether it shall be refused
   * @param present whether the kernel has IPVS by now
   */
  FakeTable(BooleanSupplier refused, BooleanSupplier present) {
    this.refused = refused;
    this.present = present;
  }

  @Override
  public boolean isPresent() {
    return present.getAsBoolean();
  }

  @Override
  public List<TableEntry> table() {
    List<TableEntry> table = new ArrayList<>();
    services.forEach(
        (match, service) -> {
          List<TableEntry.Server> its = new ArrayList<>();
          at(match).values().forEach(one -> its.add(new TableEntry.Server(one, 0, 0, 0, NONE)));
          table.add(new TableEntry(service, NONE, its));
        });
    return table;
  }

  private Map<Endpoint, RealServer> at(ServiceMatch match) {
    return servers.computeIfAbsent(match, m -> new LinkedHashMap<>());
  }

  @Override
  public Optional<Timeouts> timeouts() {
    return isPresent() ? Optional.of(timeouts) : Optional.empty();
  }

  @Override
  public List<SyncDaemon> daemons() {
    return List.copyOf(daemons.values());
  }

  /** From now on the kernel has no such scheduler. */
  void lack(String scheduler) {
    lacking.add(scheduler);
  }

  @Override
  public void requireModules(VirtualService service) {
    if (isPresent() && lacking.contains(service.scheduler())) {
      throw new NetlinkException("add virtual service " + service.match(), Errno.ENOENT, "");
    }
  }

  @Override
  public List<Refusal> apply(List<? extends IpvsEdit> edits) {
    List<Refusal> refusals = new ArrayList<>();
    for (IpvsEdit edit : edits) {
      int errno = refused.getAsBoolean() ? Errno.EPERM : apply(edit);
      if (errno != 0) {
        NetlinkException why = new NetlinkException(edit.toString(), errno, "");
        refusals.add(new Refusal(edits.indexOf(edit), why));
      }
    }
    return refusals;
  }

  void say(IpvsEdit edit) {
    int errno = apply(edit);
    if (errno != 0) {
      throw new NetlinkException(edit.toString(), errno, "");
    }
  }

  /** All that there is, one thing a line. */
  List<String> snapshot() {
    List<String> all = new ArrayList<>();
    for (TableEntry listed : table()) {
      all.add("ipvs " + listed.service());
      listed.servers().forEach(s -> all.add("ipvs " + listed.service().match() + s.server()));
    }
    daemons.values().forEach(daemon -> all.add("ipvs daemon " + daemon));
    all.add("ipvs timeouts " + timeouts);
    return all;
  }

  /** The errno of ip_vs_ctl.c, or 0. */
  private int apply(IpvsEdit edit) {
    if (edit instanceof AddService add) {
      if (lacking.contains(add.service().scheduler())) {
        return Errno.ENOENT;
      }
      return services.putIfAbsent(add.service().match(), add.service()) == null ? 0 : Errno.EEXIST;
    } else if (edit instanceof SetService set) {
      return services.replace(set.service().match(), set.service()) == null ? Errno.ESRCH : 0;
    } else if (edit instanceof DeleteService delete) {
      servers.remove(delete.match());
      return services.remove(delete.match()) == null ? Errno.ESRCH : 0;
    } else if (edit instanceof AddServer add) {
      return !services.containsKey(add.match())
          ? Errno.ESRCH
          : at(add.match()).putIfAbsent(add.server().endpoint(), add.server()) == null
              ? 0
              : Errno.EEXIST;
    } else if (edit instanceof SetServer set) {
      return at(set.match()).replace(set.server().endpoint(), set.server()) == null
          ? Errno.ENOENT
          : 0;
    } else if (edit instanceof DeleteServer delete) {
      return at(delete.match()).remove(delete.endpoint()) == null ? Errno.ENOENT : 0;
    } else if (edit instanceof StartDaemon start) {
      return daemons.putIfAbsent(start.daemon().state(), start.daemon()) == null ? 0 : Errno.EEXIST;
    } else if (edit instanceof StopDaemon stop) {
      return daemons.remove(stop.state()) == null ? Errno.ESRCH : 0;
    }
    Timeouts asked = ((SetTimeouts) edit).timeouts();
    timeouts =
        new Timeouts(
            asked.tcp() == 0 ? timeouts.tcp() : asked.tcp(),
            asked.tcpFin() == 0 ? timeouts.tcpFin() : asked.tcpFin(),
            asked.udp() == 0 ? timeouts.udp() : asked.udp());
    return 0;
  }

  @Override
  public void close() {}
}
