package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import java.util.List;
import java.util.Optional;

/** The state of a device: up (IFF_UP) or down. */
public record LinkItem(String name, boolean up) implements Item {
  /** The address that the kernel adds whenever lo comes up (devinet.c, inetdev_event). */
  static final Address LOOPBACK =
      new Address("lo", Ip.parse("127.0.0.1"), 8, Scope.HOST, "lo", false);

  @Override
  public Key key() {
    return new Key(Kind.LINK, name);
  }

  @Override
  public String text() {
    return up ? "up" : "down";
  }

  /** The addresses that sit0 makes of the host's IPv4 addresses (sit_config in addrconf.c). */
  public static final IpPrefix IPV4_COMPATIBLE = IpPrefix.parse("::/96");

  private static final IpPrefix LINK_LOCAL = IpPrefix.parse("fe80::/10");

  /** Returns true for an IPv6 address that a device makes by itself when it comes up, as ::1. */
  public static boolean isOwn(Ip ip) {
    return IPV4_COMPATIBLE.contains(ip) || LINK_LOCAL.contains(ip);
  }

  static final class Rules implements Kind.DeviceRules, Batch.Requests {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (Key key : keys) {
        Optional<Link> link = into.link(key.name());
        if (link.isPresent()) {
          into.put(new LinkItem(key.name(), link.get().isUp()));
        }
      }
    }

    @Override
    public List<RtnetlinkRequest> requests(Change change) {
      boolean up = ((LinkItem) change.after()).up;
      return List.of(new RtnetlinkRequest.SetUp(change.key().name(), up));
    }

    @Override
    public String shell(Change change) {
      return Shell.words(
          "ip link set " + Shell.device(change.key().name()) + " " + change.after().text());
    }

    @Override
    public Value parse(String name, String text) {
      return new LinkItem(name, text.equals("up"));
    }

    @Override
    public boolean canChange(Value before, Value after) {
      return before instanceof LinkItem && after instanceof LinkItem;
    }

    /**
     * Adds the address of lo. A device that goes down forgets its neighbours (neigh_ifdown) and its
     * IPv6 addresses (addrconf_ifdown), but for those that it makes by itself when it comes up.
     */
    @Override
    public void applySideEffects(Change change, HostState state) {
      String device = change.key().name();
      if (change.after().equals(new LinkItem(device, false))) {
        NeighbourItem.forget(state, device, neighbour -> true);
        for (AddressItem item : state.all(AddressItem.class)) {
          Address address = item.address();
          if (address.device().equals(device) && address.ip().isV6() && !isOwn(address.ip())) {
            state.put(item.key(), Absent.VALUE);
          }
        }
      }
      AddressItem loopback = new AddressItem(LOOPBACK);
      boolean there = state.find(loopback.key()) instanceof AddressItem;
      if (!there && change.after().equals(new LinkItem("lo", true))) {
        state.put(loopback);
      }
    }

    @Override
    public List<Key> sideEffectKeys(Key key, HostState state) {
      return key.name().equals("lo") ? List.of(new AddressItem(LOOPBACK).key()) : List.of();
    }
  }
}
