package io.lvsagent.agent.host;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import java.util.List;
import java.util.Optional;

/** An address on a device. It keeps its key, which is needed often. */
public record AddressItem(Key key, Address address) implements Item {
  /** IFNAMSIZ without the NUL; the kernel refuses a longer label with ERANGE. */
  private static final int LONGEST_LABEL = 15;

  private static final String DEPRECATED = " preferred_lft 0";
  private static final String EXPIRES = " expires";

  public AddressItem(Address address) {
    this(key(address.device(), address.network()), address);
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
        && (!item.address.expires() || address.expires())
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
    String lifetimes =
        (address.deprecated() ? DEPRECATED : "") + (address.expires() ? EXPIRES : "");
    return scope + label + lifetimes;
  }

  @Override
  public boolean hasSameText(Value other) {
    return other instanceof AddressItem item
        && item.address.scope() == address.scope()
        && item.address.deprecated() == address.deprecated()
        && item.address.expires() == address.expires()
        && item.address.label().equals(address.label());
  }

  /**
   * An address stays ours with another label, which a script that puts it back does not know; an
   * IPv6 address when its lifetimes change, by hand or by expiry.
   */
  @Override
  public boolean isStillOurs(Value now) {
    return now instanceof AddressItem item && item.address.scope() == address.scope();
  }

  /**
   * Adds the label that the present address has, or the lowest free {@code DEVICE:{n}}, unless it
   * would be too long.
   */
  @Override
  public Value completed(HostState state) {
    Address a = address;
    if (!a.label().isEmpty() || a.ip().isV6()) {
      return this;
    }
    String label =
        state.at(key) instanceof AddressItem there
            ? there.address.label()
            : state.index().freeLabel(a.device());
    return label.length() > LONGEST_LABEL
        ? this
        : new AddressItem(
            new Address(a.device(), a.ip(), a.prefix(), a.scope(), label, a.deprecated()));
  }

  /** Reads the addresses of one family into a state: of one device, or of all if it is empty. */
  static void read(Kernel kernel, boolean v6, String device, HostState into) {
    for (Address address : kernel.rtnetlink().addresses(v6, device)) {
      into.put(new AddressItem(address));
    }
  }

  static final class Rules implements Kind.DeviceRules, Batch.Requests {
    /**
     * Reads all addresses of the families, because labels and side effects depend on foreign ones.
     */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      read(kernel, false, "", into);
      for (Key key : keys) {
        if (key.isV6()) {
          read(kernel, true, "", into);
          return;
        }
      }
    }

    @Override
    public List<RtnetlinkRequest> requests(Change change) {
      if (!(change.after() instanceof AddressItem made)) {
        Address gone = ((AddressItem) change.before()).address;
        return List.of(new RtnetlinkRequest.DeleteAddress(gone));
      }
      RtnetlinkRequest add = new RtnetlinkRequest.AddAddress(made.address);
      if (!(change.before() instanceof AddressItem gone)) {
        return List.of(add);
      }
      return isInPlace(gone.address, made.address)
          ? List.of(new RtnetlinkRequest.ChangeAddress(made.address))
          : List.of(new RtnetlinkRequest.DeleteAddress(gone.address), add);
    }

    /** Nobody knows the lifetime that an address had. */
    @Override
    public boolean canChange(Value before, Value after) {
      return !(after instanceof AddressItem item && item.address.expires());
    }

    /** Lifetimes can be changed in place, the scope of an IPv4 address cannot. */
    private static boolean isInPlace(Address gone, Address made) {
      return gone.ip().isV6() || gone.scope() == made.scope();
    }

    @Override
    public String shell(Change change) {
      String name = change.key().name();
      String delete =
          Shell.words("ip address del " + prefix(name) + " dev " + Kind.DeviceRules.deviceOf(name));
      if (!(change.after() instanceof AddressItem made)) {
        return delete;
      }
      boolean v6 = made.address.ip().isV6();
      boolean changed = change.before() instanceof AddressItem;
      boolean inPlace =
          change.before() instanceof AddressItem gone && isInPlace(gone.address, made.address);
      String verb = inPlace ? "change " : "add ";
      String line = Shell.words("ip address " + verb + made.address + (v6 ? " nodad" : ""));
      return changed && !inPlace
          ? delete + "  # interrupts: the scope cannot be changed in place\n" + line
          : line;
    }

    @Override
    public Value parse(String name, String text) {
      Words words = new Words(text, 0);
      IpPrefix prefix = prefix(name);
      return new AddressItem(
          new Address(
              Kind.DeviceRules.deviceOf(name),
              prefix.ip(),
              prefix.length(),
              words.constant("scope", Scope.GLOBAL),
              words.take("label", ""),
              text.contains(DEPRECATED),
              text.endsWith(EXPIRES)));
    }

    private static IpPrefix prefix(String name) {
      return IpPrefix.parse(name.substring(name.indexOf(' ') + 1));
    }

    /** Drops the label, because the kernel renames it along (devinet.c, inetdev_changename). */
    @Override
    public String textOn(String text, String device) {
      return text.replaceFirst(" label [^ ]+", "");
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
      boolean last = change.after() instanceof Absent && !state.index().hasIpv4(device);
      for (RouteItem item : state.index().routes()) {
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
