package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.Boot;
import io.lvsagent.agent.boot.Persistence;
import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.netlink.FouQuery;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.wire.DeviceSettings;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.VipRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what breaks services, or will, in the files of a root folder and in the kernel. */
public final class Doctor {
  private Doctor() {}

  /**
   * Returns what the files of a root folder will do, the worst first.
   *
   * @param running the kernel that runs; empty for an image
   */
  public static List<Diagnosis> ofFiles(
      RootFolder root, List<Service> services, List<Link> links, Optional<String> running) {
    if (services.isEmpty()) {
      return List.of();
    }
    List<Diagnosis> found = new ArrayList<>();
    found.addAll(new BootSysctlChecks(root, services, links).all());
    List<Diagnosis> start = new BootServiceChecks(root).all();
    found.addAll(start);
    List<String> modules = Persistence.of(root, services, links).moduleNames();
    found.addAll(new BootModuleChecks(root, running).of(modules, start.isEmpty()));
    found.addAll(new ManagerChecks(root).of(devices(services)));
    Map<Key, Expectation> desired = Boot.by(Boot.tool(root), root).desired(services, links);
    ContainerChecks.of(root, desired).ifPresent(found::add);
    return sorted(found);
  }

  /**
   * Returns what the kernel has that breaks services, or may.
   *
   * @param rules those of packet filters
   * @param release of the kernel that runs
   */
  public static List<Diagnosis> ofKernel(
      Kernel kernel, Kernel.InputRules rules, List<Service> services, String release) {
    RootFolder root = new RootFolder(Path.of("/"));
    List<Link> links = kernel.rtnetlink().links();
    Map<Key, Expectation> desired = Boot.by(Boot.tool(root), root).desired(services, links);
    List<Receiver> receivers = Receiver.of(services, desired, links);
    List<Diagnosis> found = new ArrayList<>(new PortChecks(links).of(services, desired));
    List<FouQuery.Port> ports = receivers.isEmpty() ? List.of() : FouQuery.ports();
    found.addAll(new TunnelFilterChecks(rules, ports).of(receivers));
    try (DeviceSettings settings = DeviceSettings.open()) {
      found.addAll(new MssChecks(kernel.rtnetlink(), links, ports, settings).of(receivers));
      found.addAll(LroChecks.of(services, links, kernel.sysctls(), settings));
    }
    found.addAll(new DirectorHints(kernel, release).of(services));
    return found;
  }

  /** Returns what others have set or made around services, as verify reports it. */
  public static List<Diagnosis> ofVerified(List<ServiceStatus> services) {
    return VerifiedChecks.of(services);
  }

  /** Returns findings with the worst first, and otherwise in their order. */
  public static List<Diagnosis> sorted(List<Diagnosis> found) {
    return found.stream().sorted(Comparator.comparing(Diagnosis::severity)).toList();
  }

  /** Returns the devices to which services add VIPs, each with one of them. */
  private static Map<String, String> devices(List<Service> services) {
    Map<String, String> devices = new LinkedHashMap<>();
    for (Service service : services) {
      for (VipRange vips : service.external() ? List.<VipRange>of() : service.ranges()) {
        service.holder(vips).ifPresent(device -> devices.putIfAbsent(device, service.name()));
      }
    }
    return devices;
  }
}
