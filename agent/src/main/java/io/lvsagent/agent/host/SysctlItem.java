package io.lvsagent.agent.host;

import io.lvsagent.sysctl.Combination;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** The text of a kernel parameter. */
public record SysctlItem(Setting setting) implements Item {
  public static Key key(SysctlKey key) {
    return new Key(Kind.SYSCTL, key.canonical().toString());
  }

  @Override
  public Key key() {
    return key(setting.key());
  }

  @Override
  public String text() {
    return setting.value();
  }

  /** Returns the value if it is a single number. */
  public Optional<Integer> number() {
    try {
      return Optional.of(Integer.parseInt(setting.value()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the value that was read. */
  public static Value value(SysctlKey key, Reading reading) {
    if (reading instanceof Reading.Found found) {
      return new SysctlItem(new Setting(key, found.text()));
    }
    return reading instanceof Reading.Unreadable unreadable
        ? new Value.Unreadable(unreadable.why())
        : Absent.VALUE;
  }

  static final class Rules implements Kind.Rules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (Key key : keys) {
        SysctlKey name = SysctlKey.parse(key.name());
        into.put(key, value(name, kernel.sysctls().read(name)));
      }
    }

    /** Asks for each parameter that is there; a device to make brings its own along. */
    @Override
    public void requireReady(Kernel kernel, List<Change> changes) {
      for (Change change : changes) {
        SysctlKey name = SysctlKey.parse(change.key().name());
        if (!(kernel.sysctls().read(name) instanceof Reading.Absent)) {
          kernel.sysctls().requireWritable(name, change.after().text());
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      for (int i = 0; i < changes.size(); i++) {
        Change change = changes.get(i);
        kernel.sysctls().write(SysctlKey.parse(change.key().name()), change.after().text());
        done.accept(i);
      }
    }

    @Override
    public String shell(Change change) {
      String key = change.key().name();
      String value = change.after().text();
      if (!isKnownToSysctl(key)) {
        return "echo " + Shell.word(value) + " > " + Shell.word("/proc/sys/" + key);
      }
      // not with dots, because sysctl(8) would read the dot of eth0.100 as a slash
      return "sysctl -q -w " + Shell.word(key + "=" + value);
    }

    /** Returns false for names that sysctl(8) would split or take for a pattern. */
    private static boolean isKnownToSysctl(String key) {
      if (key.contains("./") || key.contains("/.")) {
        return false;
      }
      for (int i = 0; i < key.length(); i++) {
        char c = key.charAt(i);
        if (c <= ' ' || c > '~' || "=*?[\\".indexOf(c) >= 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Value parse(String name, String text) {
      return new SysctlItem(new Setting(SysctlKey.parse(name), text));
    }

    @Override
    public Optional<String> device(String name) {
      return SysctlKey.parse(name)
          .device()
          .filter(device -> !device.equals("all") && !device.equals("default"));
    }

    @Override
    public String on(String name, String device) {
      return SysctlKey.parse(name).on(device).toString();
    }

    @Override
    public boolean canChange(Value before, Value after) {
      return before instanceof SysctlItem && after instanceof SysctlItem;
    }

    /**
     * Puts forwarding first, because it resets others; then all, default, devices. If the kernel
     * uses the maximum of all and the device, lowering all comes last, because it covers the
     * devices until they are raised. accept_ra comes before forwarding, because IPv6 forwarding
     * removes the default routes of router advertisements unless accept_ra is 2 (addrconf.c,
     * rt6_purge_dflt_routers).
     */
    @Override
    public int rank(Key key, Value before, Value after) {
      SysctlKey name = SysctlKey.parse(key.name());
      if (name.name().equals("accept_ra")) {
        return -1;
      }
      if (name.forwards()) {
        return 0;
      }
      return switch (name.device().orElse("")) {
        case "all" -> lowersMaximum(name, before, after) ? 4 : 1;
        case "default" -> 2;
        default -> 3;
      };
    }

    private static boolean lowersMaximum(SysctlKey name, Value before, Value after) {
      return Combination.of(name) == Combination.MAX
          && before instanceof SysctlItem from
          && after instanceof SysctlItem to
          && to.number().orElse(0) < from.number().orElse(0);
    }

    @Override
    public void applySideEffects(Change change, HostState state) {
      SysctlKey name = SysctlKey.parse(change.key().name());
      String value = change.after().text();
      String opposite = value.equals("0") ? "1" : "0";
      for (Key key : sideEffectKeys(change.key(), state)) {
        if (state.find(key) instanceof SysctlItem) {
          boolean redirects = key.name().endsWith("/accept_redirects");
          boolean reset = redirects && name.equals(SysctlKey.IP_FORWARD);
          state.put(key, parse(key.name(), reset ? opposite : value));
        }
      }
    }

    /**
     * Follows devinet.c: ip_forward sets forwarding of default and every device, and
     * accept_redirects of all to the opposite (inet_forward_change). conf/default reaches each
     * device until it has had an IPv4 address (devinet_copy_dflt_conf); because the kernel does not
     * report which had one, every device without an address counts, and the values are read
     * afterwards. IPv6 sets forwarding alike without accept_redirects (addrconf_fixup_forwarding),
     * and its conf/default reaches no existing device.
     */
    @Override
    public List<Key> sideEffectKeys(Key key, HostState state) {
      SysctlKey name = SysctlKey.parse(key.name());
      List<Key> keys = new ArrayList<>();
      if (name.forwards()) {
        SysctlKey forwarding = SysctlKey.IPV6_FORWARDING;
        if (name.isIpv4()) {
          keys.add(key(SysctlKey.ipv4("all", "accept_redirects")));
          forwarding = SysctlKey.ipv4("all", "forwarding");
        }
        keys.add(key(forwarding.on("default")));
        for (String device : devices(state)) {
          keys.add(key(forwarding.on(device)));
        }
      } else if (name.isIpv4() && name.device().equals(Optional.of("default"))) {
        Set<String> devices = devices(state);
        for (AddressItem address : state.all(AddressItem.class)) {
          if (!address.address().ip().isV6()) {
            devices.remove(address.address().device());
          }
        }
        devices.forEach(device -> keys.add(key(name.on(device))));
      }
      return keys;
    }

    /** Returns the devices, including those that are planned. */
    private static Set<String> devices(HostState state) {
      Set<String> devices = new LinkedHashSet<>();
      state.links().forEach(link -> devices.add(link.name()));
      state.all(LinkItem.class).forEach(link -> devices.add(link.name()));
      return devices;
    }
  }
}
