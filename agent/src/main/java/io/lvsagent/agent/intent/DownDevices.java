package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Refuses runs that need a device that is down and that they do not set up themselves. */
final class DownDevices {
  private DownDevices() {}

  /** Throws HostRequirementException for the first such device. */
  static void requireNone(Plan plan, List<Service> starting) {
    requireForRoutes(plan);
    starting.forEach(service -> requireForVips(plan, service));
  }

  /** The kernel refuses a route on a device that is down, when half of the work is done. */
  private static void requireForRoutes(Plan plan) {
    Set<String> setUp = new HashSet<>();
    for (Change change : plan.acquire()) {
      if (change.key().kind() == Kind.LINK) {
        setUp.add(change.key().name());
      } else if (change.after() instanceof RouteItem item
          && !setUp.contains(item.route().device())) {
        String device = item.route().device();
        if (plan.before().link(device).filter(link -> !link.isUp()).isPresent()) {
          throw down(device);
        }
        setUp.add(device);
      }
    }
  }

  /** Nobody hears of a VIP on a director's device that is down. */
  private static void requireForVips(Plan plan, Service service) {
    if (service.role() == Role.DIRECTOR && service.device().isPresent()) {
      String device = service.device().get().name();
      boolean adds =
          plan.acquire().stream()
              .anyMatch(
                  change ->
                      change.key().kind() == Kind.ADDRESS
                          && change.key().device().equals(Optional.of(device)));
      if (adds && plan.before().link(device).filter(link -> !link.isUp()).isPresent()) {
        throw down(device);
      }
    }
  }

  private static HostRequirementException down(String device) {
    return new HostRequirementException(
        Missing.DEVICE, "device " + device + " is down: set it up, then start the service");
  }
}
