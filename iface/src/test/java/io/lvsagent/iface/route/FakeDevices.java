package io.lvsagent.iface.route;

/** Two devices: lo has index 1 and eth0 has index 2. */
final class FakeDevices implements Devices.Names {
  static Devices devices() {
    return new Devices(new FakeDevices());
  }

  @Override
  public int index(String name) {
    return switch (name) {
      case "lo" -> 1;
      case "eth0" -> 2;
      default -> 0;
    };
  }

  @Override
  public String name(int index) {
    return switch (index) {
      case 1 -> "lo";
      case 2 -> "eth0";
      default -> "";
    };
  }
}
