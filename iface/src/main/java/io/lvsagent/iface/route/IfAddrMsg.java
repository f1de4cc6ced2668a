package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import java.util.Optional;

/** struct ifaddrmsg, its IFA_* attributes and struct ifa_cacheinfo (linux/if_addr.h). */
final class IfAddrMsg {
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_LABEL = 3;
  private static final int IFA_CACHEINFO = 6;
  private static final int IFA_F_NODAD = 0x02;
  private static final int FOREVER = -1;

  private IfAddrMsg() {}

  static void writeDump(MessageWriter out, boolean v6, int index) {
    header(out, v6, 0, 0, 0, index);
  }

  /**
   * Writes an address without IFA_BROADCAST, which for a /32 would be the address itself. IPv6
   * addresses skip duplicate address detection, which would find the director's VIP.
   */
  static void writeAdd(MessageWriter out, Address address, int index) {
    boolean v6 = address.ip().isV6();
    header(out, v6, address.prefix(), v6 ? IFA_F_NODAD : 0, address.scope().code(), index);
    identity(out, address);
    if (!v6 && !address.label().isEmpty()) {
      out.attribute(IFA_LABEL, address.label());
    }
    if (v6 && address.deprecated()) {
      int cacheInfo = out.beginAttribute(IFA_CACHEINFO);
      out.u32(0).u32(FOREVER).u32(0).u32(0);
      out.endAttribute(cacheInfo);
    }
  }

  static void writeDelete(MessageWriter out, Address address, int index) {
    header(out, address.ip().isV6(), address.prefix(), 0, 0, index);
    identity(out, address);
  }

  /** Without IFA_ADDRESS a delete would remove the first prefix that it finds (devinet.c). */
  private static void identity(MessageWriter out, Address address) {
    byte[] ip = address.ip().bytes();
    out.attribute(IFA_LOCAL, ip).attribute(IFA_ADDRESS, ip);
  }

  private static void header(
      MessageWriter out, boolean v6, int prefix, int flags, int scope, int index) {
    out.u8(Libc.family(v6)).u8(prefix).u8(flags).u8(scope).u32(index);
  }

  static Address read(PayloadReader in, Devices devices) {
    in.skip(1);
    int prefix = in.u8();
    in.skip(1);
    Scope scope = Scope.of(in.u8());
    int index = in.s32();
    Attributes attributes = in.attributes();
    // If both are present, IFA_ADDRESS is the peer's address or, for IPv4, the same one.
    Optional<Ip> ip = attributes.ip(attributes.has(IFA_LOCAL) ? IFA_LOCAL : IFA_ADDRESS);
    if (ip.isEmpty()) {
      throw new MalformedMessage("an address without IFA_LOCAL and IFA_ADDRESS");
    }
    boolean deprecated = false;
    boolean expires = false;
    if (attributes.has(IFA_CACHEINFO)) {
      PayloadReader lifetimes = attributes.fields(IFA_CACHEINFO);
      deprecated = lifetimes.s32() == 0 && ip.get().isV6();
      expires = lifetimes.s32() != FOREVER;
    }
    String label = attributes.text(IFA_LABEL);
    return new Address(devices.name(index), ip.get(), prefix, scope, label, deprecated, expires);
  }
}
