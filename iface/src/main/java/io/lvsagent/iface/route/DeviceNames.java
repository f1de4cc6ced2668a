package io.lvsagent.iface.route;

/** Translates between device names and indexes. */
interface DeviceNames {
  /** Returns the positive index, or 0 if no device has this name. Altnames do not count. */
  int index(String name);

  /** Returns the name, or an empty string if there is no such device. */
  String name(int index);
}
