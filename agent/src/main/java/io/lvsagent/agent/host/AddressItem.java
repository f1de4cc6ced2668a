package io.lvsagent.agent.host;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** An address on a device. It keeps its key, which is needed often. */
public record AddressItem(Key key, Address address) implements Item {
  /** IFNAMSIZ without the NUL; the kernel refuses a longer label with ERANGE. */
  private static final int LONGEST_LABEL = 15;

  public AddressItem(Address address) {
    this(key(address.device(), new IpPrefix(address.ip(), address.prefix())), address);
  }

  private static Key key(String device, IpPrefix prefix) {
    StringBuilder name = new StringBuilder(device.length() + (prefix.ip().isV6() ? 44 : 19));
    return new Key(Kind.ADDRESS, prefix.appendTo(name.append(device).append(' ')).toString());
  }

  /** Compares the label only if this one has one, the preferred lifetime only if it must be 0. */
  @Override
  public boolean accepts(Value observed) {
    return observed instanceof AddressItem item
        && item.address.scope() == address.scope()
        && (item.address.deprecated() || !address.deprecated())
        && (address.label().isEmpty() || address.label().equals(item.address.label()));
  }

  @Override
  public Optional<IpPrefix> local() {
    return Optional.of(IpPrefix.host(address.ip()));
  }

  @Override
  public String text() {
    String scope = "scope " + address.scope();
    String label = address.label().isEmpty() ? "" : " label " + address.label();
    return scope + label + (address.deprecated() ? " preferred_lft 0" : "");
  }

  @Override
  public boolean hasSameText(Value other) {
    return other instanceof AddressItem item
        && item.address.scope() == address.scope()
        && item.address.deprecated() == address.deprecated()
        && item.address.label().equals(address.label());
  }

  static final class Rules implements Kind.Rules {
    /**
     * Reads all addresses of the families, because labels and side effects depend on foreign ones.
     */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      Set<Boolean> families = new HashSet<>();
      families.add(false);
      for (Key key : keys) {
        families.add(prefixText(key.name()).indexOf(':') >= 0);
      }
      for (boolean v6 : families) {
        for (Address address : kernel.rtnetlink().addresses(v6, "")) {
          into.put(new AddressItem(address));
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.request(
          kernel,
          changes,
          done,
          change -> {
            if (!(change.after() instanceof AddressItem made)) {
              return List.of(
                  new RtnetlinkRequest.DeleteAddress(((AddressItem) change.before()).address()));
            }
            if (!(change.before() instanceof AddressItem gone)) {
              return List.of(new RtnetlinkRequest.AddAddress(made.address()));
            }
            return made.address().ip().isV6()
                ? List.of(new RtnetlinkRequest.ChangeAddress(made.address()))
                : List.of(
                    new RtnetlinkRequest.DeleteAddress(gone.address()),
                    new RtnetlinkRequest.AddAddress(made.address()));
          });
    }

    @Override
    public String shell(Change change) {
      String delete =
          Shell.words(
              "ip address del "
                  + prefix(change.key().name())
                  + " dev "
                  + deviceOf(change.key().name()));
      if (!(change.after() instanceof AddressItem made)) {
        return delete;
      }
      boolean v6 = made.address().ip().isV6();
      boolean changed = change.before() instanceof AddressItem;
      String verb = v6 && changed ? "change " : "add ";
      String line = Shell.words("ip address " + verb + made.address() + (v6 ? " nodad" : ""));
      return changed && !v6
          ? delete + "  # interrupts: the scope cannot be changed in place\n" + line
          : line;
    }

    @Override
    public Value parse(String name, String text) {
      String[] words = text.split(" ");
      String label = "";
      Scope scope = Scope.GLOBAL;
      for (int i = 0; i + 1 < words.length; i++) {
        switch (words[i]) {
          case "scope" -> scope = Scope.valueOf(words[i + 1].toUpperCase(Locale.ROOT));
          case "label" -> label = words[i + 1];
          default -> {}
        }
      }
      IpPrefix prefix = prefix(name);
      boolean deprecated = text.endsWith("preferred_lft 0");
      return new AddressItem(
          new Address(deviceOf(name), prefix.ip(), prefix.length(), scope, label, deprecated));
    }

    /** An IPv6 address stays ours when its lifetimes change, by hand or by expiry. */
    @Override
    public boolean isStillOurs(Value written, Value now) {
      boolean v6 = written instanceof AddressItem item && item.address().ip().isV6();
      return written.accepts(now) || v6 && now instanceof AddressItem;
    }

    private static String deviceOf(String name) {
      return name.substring(0, name.indexOf(' '));
    }

    private static IpPrefix prefix(String name) {
      return IpPrefix.parse(prefixText(name));
    }

    private static String prefixText(String name) {
      return name.substring(name.indexOf(' ') + 1);
    }

    @Override
    public Optional<String> device(String name) {
      return Optional.of(deviceOf(name));
    }

    @Override
    public String on(String name, String device) {
      return device + name.substring(name.indexOf(' '));
    }

    /** Drops the label, because the kernel renames it along (devinet.c, inetdev_changename). */
    @Override
    public String textOn(String text, String device) {
      return text.replaceFirst(" label [^ ]+", "");
    }

    /**
     * Adds the label that the present address has, or the lowest free {@code DEVICE:{n}}, unless it
     * would be too long.
     */
    @Override
    public Value completed(Value desired, HostState state) {
      if (!(desired instanceof AddressItem item)) {
        return desired;
      }
      Address address = item.address();
      if (!address.label().isEmpty() || address.ip().isV6()) {
        return desired;
      }
      String label =
          state.at(item.key) instanceof AddressItem there
              ? there.address.label()
              : state.freeLabel(address.device());
      return label.length() > LONGEST_LABEL
          ? desired
          : new AddressItem(
              new Address(
                  address.device(),
                  address.ip(),
                  address.prefix(),
                  address.scope(),
                  label,
                  address.deprecated()));
    }

    /**
     * Removes the IPv4 routes whose source was the address, and with the last address of a device
     * all its IPv4 routes and neighbours (fib_frontend.c, fib_inetaddr_event and fib_disable_ip).
     */
    @Override
    public void applySideEffects(Change change, HostState state) {
      if (!(change.before() instanceof AddressItem gone) || gone.address().ip().isV6()) {
        return;
      }
      String device = gone.address().device();
      boolean last = change.after() instanceof Absent && !state.hasIpv4(device);
      for (RouteItem item : state.routes()) {
        boolean bySource = item.route().source().equals(Optional.of(gone.address().ip()));
        boolean byDevice = item.route().device().equals(device);
        if (!item.route().destination().ip().isV6() && (bySource || last && byDevice)) {
          state.put(item.key(), Absent.VALUE);
        }
      }
      if (last) {
        NeighbourItem.forget(state, device, neighbour -> !neighbour.ip().isV6());
      }
    }
  }
}
