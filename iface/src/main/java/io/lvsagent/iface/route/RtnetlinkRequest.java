package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;

/** A change to one object of the kernel. {@code toString} describes it as errors show it. */
public sealed interface RtnetlinkRequest {
  /** Refused with EEXIST if the object exists. */
  int CREATE_NEW = NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL;

  /**
   * Writes the message. Throws NetlinkException with ENODEV if the device that it names does not
   * exist.
   */
  void write(MessageWriter out, Devices devices);

  /** Returns whether the request adds or deletes a device that later requests may name. */
  default boolean changesDevices() {
    return false;
  }

  /** Adds an address. Refused with EEXIST if the device has it with this prefix length. */
  record AddAddress(Address address) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_NEWADDR, CREATE_NEW);
      IfAddrMsg.writeAdd(out, address, devices.require(address.device(), this));
    }

    @Override
    public String toString() {
      return "add address " + address + (address.ip().isV6() ? " nodad" : "");
    }
  }

  /** Sets the lifetimes of an IPv6 address in place, without interrupting its users. */
  record ChangeAddress(Address address) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_NEWADDR, NlMsgHdr.NLM_F_REPLACE);
      IfAddrMsg.writeAdd(out, address, devices.require(address.device(), this));
    }

    @Override
    public String toString() {
      return "change address " + address;
    }
  }

  /**
   * Deletes the address of this device, ip and prefix length, with any label. Refused with
   * EADDRNOTAVAIL if there is none.
   */
  record DeleteAddress(Address address) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_DELADDR, 0);
      IfAddrMsg.writeDelete(out, address, devices.require(address.device(), this));
    }

    @Override
    public String toString() {
      return "delete address " + address;
    }
  }

  /**
   * Asks for the permission to make a request, and changes nothing. Refused with EPERM without
   * CAP_NET_ADMIN, which the kernel asks for first, and otherwise with ENODEV, because no device
   * has the index 0.
   */
  record Permission(RtnetlinkRequest request) implements RtnetlinkRequest {
    private static final Address NOWHERE =
        new Address("", Ip.parse("0.0.0.0"), 32, Scope.GLOBAL, "", false);

    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_DELADDR, 0);
      IfAddrMsg.writeDelete(out, NOWHERE, 0);
    }

    @Override
    public String toString() {
      return "ask for permission to " + request;
    }
  }

  /**
   * Adds a route. Refused with EEXIST if the table has a route with the same identity, and with
   * ENETDOWN if the device is down.
   */
  record AddRoute(Route route) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_NEWROUTE, CREATE_NEW);
      RtMsg.write(out, route, devices.require(route.device(), this));
    }

    @Override
    public String toString() {
      return "add route " + route;
    }
  }

  /** Deletes the route that has all of these values. Refused with ESRCH if there is none. */
  record DeleteRoute(Route route) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_DELROUTE, 0);
      RtMsg.write(out, route, devices.require(route.device(), this));
    }

    @Override
    public String toString() {
      return "delete route " + route;
    }
  }

  /** Adds the entry, or replaces the one that the kernel has, learnt or not. */
  record ReplaceNeighbour(Neighbour neighbour) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_NEWNEIGH, NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_REPLACE);
      NdMsg.writeReplace(out, neighbour, devices.require(neighbour.device(), this));
    }

    @Override
    public String toString() {
      return "replace neighbour " + neighbour;
    }
  }

  /**
   * Deletes the entry of this device and ip, in any state. Refused with ENOENT if there is none.
   */
  record DeleteNeighbour(Neighbour neighbour) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_DELNEIGH, 0);
      NdMsg.writeDelete(out, neighbour, devices.require(neighbour.device(), this));
    }

    @Override
    public String toString() {
      return "delete neighbour " + neighbour.ip() + " dev " + neighbour.device();
    }
  }

  /** Sets or clears IFF_UP. */
  record SetUp(String device, boolean up) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_NEWLINK, 0);
      IfInfoMsg.writeUp(out, devices.require(device, this), up);
    }

    @Override
    public String toString() {
      return "set link " + device + (up ? " up" : " down");
    }
  }

  /** Adds a device of a kind such as {@code ipip}. Refused with EEXIST if the name is taken. */
  record AddLink(String device, String kind) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_NEWLINK, CREATE_NEW);
      IfInfoMsg.writeAdd(out, device, kind);
      devices.forget(device);
    }

    @Override
    public boolean changesDevices() {
      return true;
    }

    @Override
    public String toString() {
      return "add link " + device + " type " + kind;
    }
  }

  record DeleteLink(String device) implements RtnetlinkRequest {
    @Override
    public void write(MessageWriter out, Devices devices) {
      out.header(RtmType.RTM_DELLINK, 0);
      IfInfoMsg.writeDelete(out, devices.require(device, this));
      devices.forget(device);
    }

    @Override
    public boolean changesDevices() {
      return true;
    }

    @Override
    public String toString() {
      return "delete link " + device;
    }
  }
}
