package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import java.util.HashMap;
import java.util.Map;

/** Caches names and indexes of devices for one call. */
final class Devices {
  private final Names kernel;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();

  /** Translates between names and indexes. */
  interface Names {
    /** Returns the positive index, or 0 if no device has this name. Altnames do not count. */
    int index(String name);

    /** Returns the name, or an empty string if there is no such device. */
    String name(int index);
  }

  Devices(Names kernel) {
    this.kernel = kernel;
  }

  /**
   * Returns the index of the device, or 0 for an empty name. Throws NetlinkException with ENODEV,
   * which names the request, if there is no such device.
   */
  int require(String name, Object request) {
    int index = find(name);
    if (index == 0 && !name.isEmpty()) {
      throw new NetlinkException(request.toString(), Errno.ENODEV, "");
    }
    return index;
  }

  /** Returns the index of the device, or 0 if there is none. */
  int find(String name) {
    Integer known = indexes.get(name);
    if (known != null || name.isEmpty()) {
      return known == null ? 0 : known;
    }
    int index = kernel.index(name);
    if (index != 0) {
      indexes.put(name, index);
    }
    return index;
  }

  /** Returns the name of the device, or an empty string for 0 or a device that no longer exists. */
  String name(int index) {
    String known = names.get(index);
    if (known == null) {
      known = index == 0 ? "" : kernel.name(index);
      names.put(index, known);
    }
    return known;
  }

  void forget(String name) {
    indexes.remove(name);
  }
}
