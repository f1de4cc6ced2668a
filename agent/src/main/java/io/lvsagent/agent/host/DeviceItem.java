package io.lvsagent.agent.host;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * An existing device.
 *
 * @param type IFLA_INFO_KIND such as {@code ipip}; empty for a device that we cannot make
 */
public record DeviceItem(String name, String type) implements Item {
  @Override
  public Key key() {
    return new Key(Kind.DEVICE, name);
  }

  @Override
  public boolean accepts(Value observed) {
    return observed instanceof DeviceItem device && (type.isEmpty() || type.equals(device.type));
  }

  @Override
  public String text() {
    return type.isEmpty() ? "present" : type;
  }

  static final class Rules implements Kind.DeviceRules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (Key key : keys) {
        Optional<Link> link = into.link(key.name());
        if (link.isPresent()) {
          into.put(new DeviceItem(key.name(), link.get().kind()));
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      for (int i = 0; i < changes.size(); i++) {
        Change change = changes.get(i);
        boolean ours =
            change.after() instanceof DeviceItem device
                ? make(kernel, device)
                : delete(kernel, change.key().name());
        if (ours) {
          done.accept(i);
        }
      }
    }

    /** Returns false if the module made the device by itself. */
    private static boolean make(Kernel kernel, DeviceItem device) {
      Rtnetlink rtnetlink = kernel.rtnetlink();
      List<RtnetlinkRequest> request =
          List.of(new RtnetlinkRequest.AddLink(device.name(), device.type()));
      List<Refusal> refused = rtnetlink.apply(request);
      if (!refused.isEmpty() && refused.get(0).why().errno() == Errno.EOPNOTSUPP) {
        kernel.modules().load(module(device));
        refused = rtnetlink.apply(request);
      }
      for (Refusal refusal : refused) {
        NetlinkException why = refusal.why();
        if (why.errno() == Errno.EOPNOTSUPP) {
          throw new HostRequirementException(
              Missing.MODULE,
              "kernel module " + module(device) + " is missing: " + why.getMessage());
        }
        // the module makes tunl0 when it is loaded, and the request then finds it
        if (why.errno() != Errno.EEXIST) {
          throw why;
        }
        if (!isThere(kernel, device.name())) {
          throw new HostRequirementException(
              Missing.DEVICE,
              why.getMessage() + ": a device of another name does the same, and there can be one");
        }
      }
      settle();
      return refused.isEmpty();
    }

    /** Returns the alias that the kernel itself requests; the module of ip6tnl is ip6_tunnel. */
    private static String module(DeviceItem device) {
      return "rtnl-link-" + device.type();
    }

    /** Returns false if the kernel reports success but keeps the device (ip_tunnel_dellink). */
    private static boolean delete(Kernel kernel, String name) {
      for (Refusal refusal :
          kernel.rtnetlink().apply(List.of(new RtnetlinkRequest.DeleteLink(name)))) {
        if (refusal.why().errno() != Errno.ENODEV) {
          throw refusal.why();
        }
      }
      return !isThere(kernel, name);
    }

    private static boolean isThere(Kernel kernel, String name) {
      return kernel.rtnetlink().links().stream().anyMatch(link -> link.name().equals(name));
    }

    /** Waits up to 2 s for udev, which applies sysctl.d some 40 ms after a device appears. */
    private static void settle() {
      if (!new File("/run/udev/control").exists()) {
        return;
      }
      long end = System.nanoTime() + 2_000_000_000L;
      try {
        do {
          Thread.sleep(50);
        } while (new File("/run/udev/queue").exists() && System.nanoTime() < end);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public String shell(Change change) {
      return Shell.words(
          change.after() instanceof DeviceItem device
              ? "ip link add " + Shell.device(device.name()) + " type " + device.type()
              : "ip link del " + Shell.device(change.key().name()));
    }

    @Override
    public Value parse(String name, String text) {
      if (!text.isEmpty() && !NameRules.isLinkKind(text)) {
        throw new IllegalArgumentException("device " + name + ": " + text);
      }
      return new DeviceItem(name, text.equals("present") ? "" : text);
    }

    @Override
    public boolean canChange(Value before, Value after) {
      return after instanceof Absent
          || before instanceof Absent
              && after instanceof DeviceItem device
              && !device.type().isEmpty();
    }

    /** Gives a new device the parameters of conf/default and the state down. */
    @Override
    public void applySideEffects(Change change, HostState state) {
      if (!(change.after() instanceof DeviceItem device)) {
        return;
      }
      List<Key> parameters = new ArrayList<>();
      state.forEach(
          (key, value) -> {
            if (key.kind() == Kind.SYSCTL && key.device().equals(Optional.of(device.name()))) {
              parameters.add(key);
            }
          });
      for (Key key : parameters) {
        SysctlKey name = SysctlKey.parse(key.name());
        Key origin = SysctlItem.key(name.on("default"));
        if (state.find(origin) instanceof SysctlItem item) {
          state.put(new SysctlItem(new Setting(name, item.text())));
        }
      }
      state.put(new LinkItem(device.name(), false));
    }
  }
}
