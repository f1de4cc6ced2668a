package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.RtnetlinkRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A permanent neighbour. Entries that the kernel has learnt count as absent, because the kernel
 * also forgets them.
 */
public record NeighbourItem(Neighbour neighbour) implements Item {
  @Override
  public Key key() {
    return new Key(Kind.NEIGHBOUR, neighbour.device() + " " + neighbour.ip());
  }

  /** Ignores who made the entry. */
  @Override
  public boolean accepts(Value observed) {
    return observed instanceof NeighbourItem item
        && item.neighbour.lladdr().equals(neighbour.lladdr());
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(64);
    Words.append(text, "lladdr", neighbour.lladdr(), true);
    Words.append(text, "flags", neighbour.flags(), neighbour.flags() != 0);
    Words.append(text, "proto", neighbour.protocol(), neighbour.protocol() != 0);
    return text.append(" permanent").toString();
  }

  /** Reads the permanent neighbours of a device into a state. */
  static void read(Kernel kernel, boolean v6, String device, HostState into) {
    for (Neighbour neighbour : kernel.rtnetlink().neighbours(v6, device)) {
      if (neighbour.isPermanent()) {
        into.put(new NeighbourItem(neighbour));
      }
    }
  }

  /** Removes the matching neighbours of a device from a state, as the kernel does. */
  static void forget(HostState state, String device, Predicate<Neighbour> filter) {
    for (NeighbourItem item : state.all(NeighbourItem.class)) {
      if (item.neighbour.device().equals(device) && filter.test(item.neighbour)) {
        state.put(item.key(), Absent.VALUE);
      }
    }
  }

  static final class Rules implements Kind.DeviceRules, Batch.Requests {
    /** Reads all of a device and family: foreign ones go with the device's last address. */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (boolean v6 : new boolean[] {false, true}) {
        Set<String> devices = new LinkedHashSet<>();
        for (Key key : keys) {
          if (key.isV6() == v6) {
            devices.add(Kind.DeviceRules.deviceOf(key.name()));
          }
        }
        for (String device : devices) {
          read(kernel, v6, device, into);
        }
      }
    }

    @Override
    public List<RtnetlinkRequest> requests(Change change) {
      return List.of(
          change.after() instanceof NeighbourItem made
              ? new RtnetlinkRequest.ReplaceNeighbour(made.neighbour)
              : new RtnetlinkRequest.DeleteNeighbour(((NeighbourItem) change.before()).neighbour));
    }

    @Override
    public String shell(Change change) {
      String name = change.key().name();
      if (!(change.after() instanceof NeighbourItem made)) {
        return Shell.words(
            "ip neighbour del " + ipOf(name) + " dev " + Kind.DeviceRules.deviceOf(name));
      }
      String replace = Shell.words("ip neighbour replace " + made.neighbour);
      return change.before() instanceof NeighbourItem old
          ? replace + "  # was " + old.neighbour.lladdr()
          : replace;
    }

    @Override
    public Value parse(String name, String text) {
      Words words = new Words(text, 0);
      String lladdr = words.take("lladdr", "");
      int flags = words.number("flags", 0);
      int protocol = words.number("proto", 0);
      words.requireNothingLeft(Kind.NEIGHBOUR, name);
      return new NeighbourItem(
          Neighbour.permanent(
              Kind.DeviceRules.deviceOf(name), ipOf(name), lladdr, flags, protocol));
    }

    private static Ip ipOf(String name) {
      return Ip.parse(name.substring(name.indexOf(' ') + 1));
    }
  }
}
