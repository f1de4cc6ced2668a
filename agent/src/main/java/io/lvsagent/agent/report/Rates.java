package io.lvsagent.agent.report;

import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Traffic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The traffic of virtual services and real servers for each second between two looks at them. */
final class Rates {
  private final long nanos;
  private final Map<String, Traffic> counted = new HashMap<>();
  private final Map<String, Rate> rates = new HashMap<>();

  /** Numbers for each second. */
  record Rate(
      double connections, double packetsIn, double packetsOut, double bytesIn, double bytesOut) {
    private static final Rate NONE = new Rate(0, 0, 0, 0, 0);

    private static Rate ofKernel(Traffic traffic) {
      return new Rate(
          traffic.connectionRate(),
          traffic.packetRateIn(),
          traffic.packetRateOut(),
          traffic.byteRateIn(),
          traffic.byteRateOut());
    }

    /** Counters that have gone back were set to 0 in between, as by {@code ipvsadm -Z}. */
    private static Rate between(Traffic before, Traffic now, double seconds) {
      boolean isReset =
          now.connections() < before.connections()
              || now.packetsIn() < before.packetsIn()
              || now.packetsOut() < before.packetsOut();
      Traffic from = isReset ? Traffic.NONE : before;
      return new Rate(
          (now.connections() - from.connections()) / seconds,
          (now.packetsIn() - from.packetsIn()) / seconds,
          (now.packetsOut() - from.packetsOut()) / seconds,
          (now.bytesIn() - from.bytesIn()) / seconds,
          (now.bytesOut() - from.bytesOut()) / seconds);
    }
  }

  private Rates(List<ServiceStatus> services, long nanos) {
    this.nanos = nanos;
    for (ServiceStatus service : services) {
      for (TableEntry entry : service.balancing()) {
        ServiceMatch match = entry.service().match();
        counted.put(match.toString(), entry.traffic());
        for (TableEntry.Server server : entry.servers()) {
          counted.put(name(match, server.server()), server.traffic());
        }
      }
    }
  }

  private static String name(ServiceMatch match, RealServer server) {
    return match + " " + server.endpoint();
  }

  /** Takes the averages of the kernel, as long as there is nothing to compare with. */
  static Rates first(List<ServiceStatus> services, long nanos) {
    Rates first = new Rates(services, nanos);
    first.counted.forEach((name, traffic) -> first.rates.put(name, Rate.ofKernel(traffic)));
    return first;
  }

  /** Compares with a later look; what is new has counted from 0. */
  Rates next(List<ServiceStatus> services, long now) {
    Rates next = new Rates(services, now);
    double seconds = Math.max(1, now - nanos) / 1e9;
    next.counted.forEach(
        (name, traffic) -> {
          Traffic before = counted.getOrDefault(name, Traffic.NONE);
          next.rates.put(name, Rate.between(before, traffic, seconds));
        });
    return next;
  }

  Rate of(ServiceMatch match) {
    return rates.getOrDefault(match.toString(), Rate.NONE);
  }

  Rate of(ServiceMatch match, RealServer server) {
    return rates.getOrDefault(name(match, server), Rate.NONE);
  }
}
