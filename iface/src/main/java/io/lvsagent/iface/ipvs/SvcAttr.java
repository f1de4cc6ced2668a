package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NetlinkException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** IPVS_SVC_ATTR_*, within IPVS_CMD_ATTR_SERVICE (linux/ip_vs.h). */
final class SvcAttr {
  private static final int IPVS_SVC_ATTR_AF = 1;
  private static final int IPVS_SVC_ATTR_PROTOCOL = 2;
  private static final int IPVS_SVC_ATTR_ADDR = 3;
  private static final int IPVS_SVC_ATTR_PORT = 4;
  private static final int IPVS_SVC_ATTR_FWMARK = 5;
  private static final int IPVS_SVC_ATTR_SCHED_NAME = 6;
  private static final int IPVS_SVC_ATTR_FLAGS = 7;
  private static final int IPVS_SVC_ATTR_TIMEOUT = 8;
  private static final int IPVS_SVC_ATTR_NETMASK = 9;
  private static final int IPVS_SVC_ATTR_STATS = 10;
  private static final int IPVS_SVC_ATTR_PE_NAME = 11;
  private static final int IPVS_SVC_ATTR_STATS64 = 12;
  private static final int IPVS_SVC_F_PERSISTENT = 0x1;

  private SvcAttr() {}

  /** Writes only the attributes that identify the service. */
  static void writeMatch(MessageWriter out, ServiceMatch match) {
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_SERVICE);
    identity(out, match);
    out.endAttribute(nested);
  }

  /** Writes the whole service. Throws NetlinkException with EINVAL for a mask with holes. */
  static void write(MessageWriter out, VirtualService service, IpvsEdit operation) {
    if (service.mask() == VirtualService.MASK_WITH_HOLES) {
      throw new NetlinkException(operation.toString(), Errno.EINVAL, "the mask has holes");
    }
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_SERVICE);
    identity(out, service.match());
    out.attribute(IPVS_SVC_ATTR_SCHED_NAME, service.scheduler());
    if (!service.engine().isEmpty()) {
      out.attribute(IPVS_SVC_ATTR_PE_NAME, service.engine());
    }
    flags(out, service);
    out.attribute(IPVS_SVC_ATTR_TIMEOUT, (int) service.persistence());
    // For IPv6 this is the prefix length, in host order (ip_vs_add_service in ip_vs_ctl.c).
    if (service.match().isV6()) {
      out.attribute(IPVS_SVC_ATTR_NETMASK, service.mask());
    } else {
      out.attributeBe32(IPVS_SVC_ATTR_NETMASK, service.netmask());
    }
    out.endAttribute(nested);
  }

  /** Writes a service that the kernel refuses, with the scheduler and the engine of another. */
  static void writeProbe(MessageWriter out, ServiceMatch nowhere, VirtualService other) {
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_SERVICE);
    identity(out, nowhere);
    out.attribute(IPVS_SVC_ATTR_SCHED_NAME, other.scheduler());
    if (!other.engine().isEmpty()) {
      out.attribute(IPVS_SVC_ATTR_PE_NAME, other.engine());
    }
    flags(out, other);
    out.attribute(IPVS_SVC_ATTR_TIMEOUT, (int) other.persistence());
    out.attribute(IPVS_SVC_ATTR_NETMASK, 0);
    out.endAttribute(nested);
  }

  private static void identity(MessageWriter out, ServiceMatch match) {
    out.attributeU16(IPVS_SVC_ATTR_AF, Libc.family(match.isV6()));
    if (match instanceof ServiceMatch.Mark mark) {
      out.attribute(IPVS_SVC_ATTR_FWMARK, (int) mark.mark());
    } else if (match instanceof ServiceMatch.Listener listener) {
      out.attributeU16(IPVS_SVC_ATTR_PROTOCOL, listener.protocol().number());
      out.attribute(IPVS_SVC_ATTR_ADDR, NfInetAddr.bytes(listener.endpoint().ip()));
      out.attributeBe16(IPVS_SVC_ATTR_PORT, listener.endpoint().port());
    }
  }

  /** Writes struct ip_vs_flags: the flags and the mask of those to set; others stay unchanged. */
  private static void flags(MessageWriter out, VirtualService service) {
    int flags = service.persistence() == 0 ? 0 : IPVS_SVC_F_PERSISTENT;
    int mask = IPVS_SVC_F_PERSISTENT;
    for (Flag flag : Flag.values()) {
      flags |= service.flags().contains(flag) ? flag.bit() : 0;
      mask |= flag.bit();
    }
    int nested = out.beginAttribute(IPVS_SVC_ATTR_FLAGS);
    out.u32(flags).u32(mask);
    out.endAttribute(nested);
  }

  /** Reads a service and its traffic. Its real servers come in other answers. */
  static TableEntry read(Attributes answer) {
    Attributes in = IpvsCmd.nested(answer, IpvsCmd.IPVS_CMD_ATTR_SERVICE);
    int flags = in.s32(IPVS_SVC_ATTR_FLAGS);
    Set<Flag> set = EnumSet.noneOf(Flag.class);
    for (Flag flag : Flag.values()) {
      if ((flags & flag.bit()) != 0) {
        set.add(flag);
      }
    }
    boolean persistent = (flags & IPVS_SVC_F_PERSISTENT) != 0;
    ServiceMatch match = match(in);
    VirtualService service =
        new VirtualService(
            match,
            in.text(IPVS_SVC_ATTR_SCHED_NAME),
            set,
            persistent ? in.unsigned(IPVS_SVC_ATTR_TIMEOUT) : 0,
            match.isV6()
                ? in.s32(IPVS_SVC_ATTR_NETMASK)
                : prefixLength(in.be32(IPVS_SVC_ATTR_NETMASK)),
            in.text(IPVS_SVC_ATTR_PE_NAME));
    // Kernels before 4.1 do not have STATS64.
    boolean wide = in.has(IPVS_SVC_ATTR_STATS64);
    Traffic traffic = StatsAttr.read(in.nested(wide ? IPVS_SVC_ATTR_STATS64 : IPVS_SVC_ATTR_STATS));
    return new TableEntry(service, traffic, List.of());
  }

  private static ServiceMatch match(Attributes in) {
    int family = in.u16(IPVS_SVC_ATTR_AF);
    long mark = in.unsigned(IPVS_SVC_ATTR_FWMARK);
    if (mark != 0) {
      return new ServiceMatch.Mark(mark, family == Libc.AF_INET6);
    }
    Ip ip = NfInetAddr.read(in.bytes(IPVS_SVC_ATTR_ADDR), family);
    Endpoint endpoint = new Endpoint(ip, in.be16(IPVS_SVC_ATTR_PORT));
    return new ServiceMatch.Listener(Protocol.of(in.u16(IPVS_SVC_ATTR_PROTOCOL)), endpoint);
  }

  private static int prefixLength(int netmask) {
    int length = Integer.bitCount(netmask);
    return length == Integer.numberOfLeadingZeros(~netmask)
        ? length
        : VirtualService.MASK_WITH_HOLES;
  }
}
