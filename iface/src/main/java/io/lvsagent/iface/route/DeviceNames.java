package io.lvsagent.iface.route;

/** The kernel's word on which device has which index. */
interface DeviceNames {
  /** Positive, or 0 where no device has this name; an alternative name (altname) is none. */
  int index(String name);

  /** Empty where there is no such device. */
  String name(int index);
}
