package io.lvsagent.agent.host;

import io.lvsagent.sysctl.ProcSys;
import io.lvsagent.sysctl.SysctlException;
import io.lvsagent.sysctl.SysctlKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The parameters of {@link FakeHost}, in a folder, and what the kernel does along with a write. */
final class FakeParameters {
  /** Those of a new namespace, which each device takes from conf/default. */
  private static final Map<String, String> NEW =
      Map.of(
          "arp_ignore", "0",
          "arp_announce", "0",
          "rp_filter", "0",
          "forwarding", "0",
          "send_redirects", "1",
          "accept_redirects", "1");

  /** The same of IPv6. */
  private static final Map<String, String> NEW_IPV6 =
      Map.of("accept_ra", "1", "disable_ipv6", "0", "forwarding", "0");

  private static final SysctlKey TRACKING = SysctlKey.parse("net/ipv4/vs/conntrack");

  private final Path root;
  private final BooleanSupplier refuses;
  private final Consumer<SysctlKey> afterWrite;
  private final List<String> devices = new ArrayList<>();
  private final Map<SysctlKey, String> values = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private final Set<SysctlKey> hidden = new HashSet<>();

  /**
   * @param refuses asked for each write that is not somebody else's
   * @param afterWrite hears of each write of IPv6
   */
  FakeParameters(Path root, BooleanSupplier refuses, Consumer<SysctlKey> afterWrite) {
    this.root = root;
    this.refuses = refuses;
    this.afterWrite = afterWrite;
    for (String of : List.of("all", "default")) {
      NEW.forEach((name, value) -> put(of, name, value));
      NEW_IPV6.forEach((name, value) -> put(SysctlKey.ipv6(of, name), value));
    }
    put(SysctlKey.IP_FORWARD, "0");
  }

  void loseIpvs() {
    remove(TRACKING);
  }

  /** What IPVS brings along. */
  void comeWithIpvs() {
    put(TRACKING, "0");
  }

  ProcSys procSys() {
    return new ProcSys(root.toFile(), this::beforeWrite);
  }

  /** A device has come. */
  void come(String device) {
    devices.add(device);
    for (String name : NEW.keySet()) {
      put(device, name, text(SysctlKey.ipv4("default", name)));
      // with the value comes that it was written: a later one of default does not reach the device
      if (written.contains("default/" + name)) {
        written.add(device + "/" + name);
      }
    }
    for (String name : NEW_IPV6.keySet()) {
      put(SysctlKey.ipv6(device, name), text(SysctlKey.ipv6("default", name)));
    }
  }

  /** A device has another name, and its parameters with it. */
  void rename(String device, String name) {
    Map<SysctlKey, String> moved = new HashMap<>();
    for (String of : NEW.keySet()) {
      moved.put(SysctlKey.ipv4(name, of), text(SysctlKey.ipv4(device, of)));
      if (written.remove(device + "/" + of)) {
        written.add(name + "/" + of);
      }
    }
    for (String of : NEW_IPV6.keySet()) {
      moved.put(SysctlKey.ipv6(name, of), text(SysctlKey.ipv6(device, of)));
    }
    go(device);
    devices.add(name);
    moved.forEach(this::put);
  }

  /** A device has gone. */
  void go(String device) {
    devices.remove(device);
    written.removeIf(parameter -> parameter.startsWith(device + "/"));
    NEW.keySet().forEach(name -> remove(SysctlKey.ipv4(device, name)));
    NEW_IPV6.keySet().forEach(name -> remove(SysctlKey.ipv6(device, name)));
  }

  private void remove(SysctlKey key) {
    values.remove(key);
    file(key).toFile().delete();
  }

  /** A device has had an address: those of conf/default do not reach it any more. */
  void settle(String device) {
    NEW.keySet().forEach(name -> written.add(device + "/" + name));
  }

  /** From now on a parameter that is there cannot be read: its file is a folder. */
  void hide(SysctlKey key) {
    hidden.add(key);
    if (!file(key).toFile().delete() || !file(key).toFile().mkdir()) {
      throw new IllegalStateException(key + " is not there");
    }
  }

  /** Those that were hidden can be read again. */
  void show() {
    for (SysctlKey key : Set.copyOf(hidden)) {
      hidden.remove(key);
      if (file(key).toFile().delete()) {
        put(key, text(key));
      }
    }
  }

  /** Writes as somebody else would. */
  void write(SysctlKey key, String value) {
    effects(key, value);
    put(key, value);
    tell(key);
  }

  private void tell(SysctlKey key) {
    if (!key.isIpv4()) {
      afterWrite.accept(key);
    }
  }

  String text(SysctlKey key) {
    return values.getOrDefault(key, "");
  }

  /** One a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("ip_forward " + text(SysctlKey.IP_FORWARD));
    // a module that was loaded stays, and with it what it came with
    lines.add("conntrack " + values.getOrDefault(TRACKING, "0"));
    List<String> all = new ArrayList<>(List.of("all", "default"));
    all.addAll(devices);
    for (String device : all) {
      for (String name : NEW.keySet()) {
        lines.add(device + "/" + name + " " + text(SysctlKey.ipv4(device, name)));
      }
      for (String name : NEW_IPV6.keySet()) {
        lines.add(device + "/" + name + " of ipv6 " + text(SysctlKey.ipv6(device, name)));
      }
    }
    return lines;
  }

  private Path file(SysctlKey key) {
    return root.resolve(key.toString());
  }

  private void put(String device, String name, String value) {
    put(SysctlKey.ipv4(device, name), value);
  }

  private void put(SysctlKey key, String value) {
    try {
      if (values.put(key, value) == null) {
        Files.createDirectories(file(key).getParent());
      }
      if (!hidden.contains(key)) {
        Files.writeString(file(key), value + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ProcSys says {@code write VALUE to KEY} and then does. */
  private void beforeWrite(String said) {
    String[] words = said.split(" ");
    SysctlKey key = SysctlKey.parse(words[3]);
    if (refuses.getAsBoolean()) {
      throw new SysctlException(key, words[1], SysctlException.Reason.REFUSED, "Invalid argument");
    }
    effects(key, words[1]);
    values.put(key, words[1]);
    tell(key);
  }

  private void effects(SysctlKey key, String value) {
    if (key.equals(SysctlKey.IP_FORWARD)) {
      forwarding(value);
      return;
    }
    if (key.device().isEmpty()) {
      return;
    }
    String of = key.device().get();
    if (!key.isIpv4()) {
      if (of.equals("all") && !key.name().equals("accept_ra")) {
        put(key.on("default"), value);
        devices.forEach(device -> put(key.on(device), value));
      }
      return;
    }
    if (of.equals("default")) {
      for (String device : devices) {
        if (!written.contains(device + "/" + key.name())) {
          put(device, key.name(), value);
        }
      }
    }
    written.add(of + "/" + key.name());
  }

  private void forwarding(String value) {
    if (text(SysctlKey.IP_FORWARD).equals(value)) {
      return;
    }
    put("all", "accept_redirects", value.equals("0") ? "1" : "0");
    put("all", "forwarding", value);
    put("default", "forwarding", value);
    for (String device : devices) {
      put(device, "forwarding", value);
      written.add(device + "/forwarding");
    }
  }
}
