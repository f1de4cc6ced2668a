package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.DeviceItem;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import java.util.Map;
import java.util.Optional;

/**
 * Finds devices that a service has under another name by now and that are not ours to remove. The
 * module of a tunnel has one such device, and the kernel makes no second one.
 */
final class RenamedDevices {
  private RenamedDevices() {}

  /** Throws HostRequirementException if the plan would make a device anew that was renamed. */
  static void requireNone(Ledger ledger, PreparedRun prepared, RunRequest request) {
    for (Change change : prepared.plan().acquire()) {
      if (change.after() instanceof DeviceItem made) {
        for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
          Key key = known.getKey();
          if (key.kind() == Kind.DEVICE
              && known.getValue().held().isEmpty()
              && !prepared.requested().containsKey(key)
              && request.isStartingOneOf(known.getValue().needs().keySet())
              && isOfKind(made.type(), prepared.observed().link(key.name()))) {
            String text =
                "device %s has been renamed to %s: rename it back, such as with ip link set %s"
                    + " name %s";
            String name = key.name();
            throw new HostRequirementException(
                Missing.DEVICE, text.formatted(made.name(), name, name, made.name()));
          }
        }
      }
    }
  }

  private static boolean isOfKind(String kind, Optional<Link> link) {
    return link.filter(there -> there.kind().equals(kind)).isPresent();
  }
}
