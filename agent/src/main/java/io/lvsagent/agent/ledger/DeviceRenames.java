package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.iface.route.Link;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows the devices of entries by their indexes, which do not change when a name does. */
final class DeviceRenames {
  private DeviceRenames() {}

  /** Returns the indexes of the existing devices that entries belong to. */
  static Map<String, Integer> indexes(Map<Key, Entry> entries, List<Link> links) {
    Map<String, Integer> indexes = new HashMap<>();
    for (Link link : links) {
      indexes.put(link.name(), link.index());
    }
    Map<String, Integer> used = new LinkedHashMap<>();
    for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
      String device = deviceOf(entry.getKey(), entry.getValue()).orElse("");
      Integer index = indexes.get(device);
      if (index != null) {
        used.put(device, index);
      }
    }
    return used;
  }

  private static Optional<String> deviceOf(Key key, Entry entry) {
    return entry.held().isPresent()
        ? key.kind().device(key.name(), entry.held().get().written())
        : key.device();
  }

  /** Returns the present names by the old ones, without devices that are gone or were recreated. */
  static Map<String, String> names(Map<String, Integer> devices, List<Link> links) {
    Map<String, String> names = new HashMap<>();
    for (Map.Entry<String, Integer> device : devices.entrySet()) {
      for (Link link : links) {
        if (device.getValue() == link.index()) {
          names.put(device.getKey(), link.name());
        }
      }
    }
    return names;
  }

  /** Returns the entries under the present names, without what we held on devices that are gone. */
  static Map<Key, Entry> moved(
      Map<Key, Entry> entries, Map<String, Integer> devices, Map<String, String> names) {
    Map<Key, Entry> moved = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          Optional<String> device = deviceOf(key, entry).filter(devices::containsKey);
          if (device.isEmpty() || device.get().equals(names.get(device.get()))) {
            moved.put(key, entry);
          } else if (names.containsKey(device.get())) {
            String name = names.get(device.get());
            moved.put(key.device().isPresent() ? key.on(name) : key, renamed(key, entry, name));
          } else if (!entry.forgotten().isIdle()) {
            moved.put(key, entry.forgotten());
          }
        });
    return moved;
  }

  private static Entry renamed(Key key, Entry entry, String device) {
    if (entry.held().isEmpty()) {
      return entry;
    }
    HeldValue held = entry.held().get();
    String original = key.kind().textOn(held.original(), device);
    String written = key.kind().textOn(held.written(), device);
    return entry.holding(new HeldValue(original, written, held.bystanders()));
  }
}
