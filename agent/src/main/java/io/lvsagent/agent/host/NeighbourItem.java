package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.RtnetlinkRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
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
    return "lladdr "
        + neighbour.lladdr()
        + (neighbour.flags() == 0 ? "" : " flags " + neighbour.flags())
        + (neighbour.protocol() == 0 ? "" : " proto " + neighbour.protocol())
        + " permanent";
  }

  /** Removes the matching neighbours of a device from a state, as the kernel does. */
  static void forget(HostState state, String device, Predicate<Neighbour> filter) {
    for (NeighbourItem item : state.all(NeighbourItem.class)) {
      if (item.neighbour.device().equals(device) && filter.test(item.neighbour)) {
        state.put(item.key(), Absent.VALUE);
      }
    }
  }

  static final class Rules implements Kind.Rules {
    /** Reads all of a device and family: foreign ones go with the device's last address. */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (boolean v6 : new boolean[] {false, true}) {
        Set<String> devices = new LinkedHashSet<>();
        for (Key key : keys) {
          if (ipOf(key.name()).isV6() == v6) {
            devices.add(deviceOf(key.name()));
          }
        }
        for (String device : devices) {
          read(kernel, v6, device, into);
        }
      }
    }

    private static void read(Kernel kernel, boolean v6, String device, HostState into) {
      for (Neighbour neighbour : kernel.rtnetlink().neighbours(v6, device)) {
        if (neighbour.isPermanent()) {
          into.put(new NeighbourItem(neighbour));
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.request(
          kernel,
          changes,
          done,
          change ->
              List.of(
                  change.after() instanceof NeighbourItem made
                      ? new RtnetlinkRequest.ReplaceNeighbour(made.neighbour)
                      : new RtnetlinkRequest.DeleteNeighbour(
                          ((NeighbourItem) change.before()).neighbour)));
    }

    @Override
    public String shell(Change change) {
      String name = change.key().name();
      if (!(change.after() instanceof NeighbourItem made)) {
        return Shell.words("ip neighbour del " + ipOf(name) + " dev " + deviceOf(name));
      }
      String replace = Shell.words("ip neighbour replace " + made.neighbour);
      return change.before() instanceof NeighbourItem old
          ? replace + "  # was " + old.neighbour.lladdr()
          : replace;
    }

    @Override
    public Value parse(String name, String text) {
      String[] words = text.split(" ");
      String lladdr = "";
      int flags = 0;
      int protocol = 0;
      for (int i = 0; i + 1 < words.length; i += 2) {
        switch (words[i]) {
          case "lladdr" -> lladdr = words[i + 1];
          case "flags" -> flags = Integer.parseInt(words[i + 1]);
          case "proto" -> protocol = Integer.parseInt(words[i + 1]);
          default -> throw new IllegalArgumentException("neighbour " + name + ": " + text);
        }
      }
      return new NeighbourItem(
          Neighbour.permanent(deviceOf(name), ipOf(name), lladdr, flags, protocol));
    }

    private static String deviceOf(String name) {
      return name.substring(0, name.indexOf(' '));
    }

    private static Ip ipOf(String name) {
      return Ip.parse(name.substring(name.indexOf(' ') + 1));
    }

    @Override
    public Optional<String> device(String name) {
      return Optional.of(deviceOf(name));
    }

    @Override
    public String on(String name, String device) {
      return device + name.substring(name.indexOf(' '));
    }

    @Override
    public boolean overwrites() {
      return true;
    }
  }
}
