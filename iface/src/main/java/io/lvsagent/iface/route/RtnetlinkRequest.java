package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;

/** One change to the kernel's tables; {@code toString} says it as an error line does. */
public sealed interface RtnetlinkRequest {
  /** Refused with EEXIST if the object exists. */
  int CREATE_NEW = NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL;

  /** The struct and its attributes, for the wire; ENODEV where a device is not there. */
  void write(MessageWriter out, Devices devices);

  /** Whether it makes or removes a device that later requests may name. */
  default boolean changesDevices() {
    return false;
  }

  /** EEXIST where the device has the address with this prefix. */
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

  /** Sets the lifetimes of an IPv6 address in place: nothing that uses it is interrupted. */
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

  /** By device, address and prefix, whatever its label; EADDRNOTAVAIL where there is none. */
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

  /** EEXIST where the table has a route of this identity; ENETDOWN on a device that is down. */
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

  /** Only a route that has all of these values; ESRCH where there is none. */
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

  /** Makes the entry, whatever the kernel has learnt of the neighbour by itself. */
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

  /** By device and address, whatever its state; ENOENT where there is none. */
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

  /** Sets IFF_UP, or clears it. */
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

  /** Makes a device of a kind such as {@code ipip}; EEXIST where the name is taken. */
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
