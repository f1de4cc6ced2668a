package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import java.nio.ByteBuffer;
import java.util.StringJoiner;

/**
 * Formats arguments of {@code ipvsadm}, in the order in which {@code ipvsadm -S -n} prints them. It
 * adds the thresholds, which that command omits, and omits {@code --tun-type ipip}, which is the
 * default and unknown before 1.30.
 */
final class IpvsadmText {
  private IpvsadmText() {}

  static String match(ServiceMatch match) {
    if (match instanceof ServiceMatch.Listener listener) {
      String flag =
          switch (listener.protocol()) {
            case TCP -> "-t ";
            case UDP -> "-u ";
            case SCTP -> "--sctp-service ";
          };
      return flag + listener.endpoint();
    }
    ServiceMatch.Mark mark = (ServiceMatch.Mark) match;
    return "-f " + mark.mark() + (mark.isV6() ? " -6" : "");
  }

  static String service(VirtualService service) {
    StringBuilder text = new StringBuilder(64).append(match(service.match()));
    text.append(" -s ").append(service.scheduler());
    if (service.persistence() != 0) {
      text.append(" -p ").append(service.persistence()).append(mask(service));
    }
    if (!service.engine().isEmpty()) {
      text.append(" --pe ").append(service.engine());
    }
    if (service.flags().contains(Flag.ONE_PACKET)) {
      text.append(" -o");
    }
    return text.append(schedulerFlags(service)).toString();
  }

  private static String mask(VirtualService service) {
    if (service.mask() == (service.match().isV6() ? 128 : 32)) {
      return "";
    }
    if (service.mask() == VirtualService.MASK_WITH_HOLES) {
      return " -M with-holes";
    }
    return " -M " + (service.match().isV6() ? service.mask() : dotted(service.netmask()));
  }

  private static Ip dotted(int netmask) {
    return Ip.of(ByteBuffer.allocate(Integer.BYTES).putInt(netmask).array());
  }

  private static String schedulerFlags(VirtualService service) {
    String scheduler = service.scheduler();
    boolean named = scheduler.equals("sh") || scheduler.equals("mh");
    StringJoiner flags = new StringJoiner(",", " -b ", "").setEmptyValue("");
    if (service.flags().contains(Flag.SCHED_1)) {
      flags.add(named ? scheduler + "-fallback" : "flag-1");
    }
    if (service.flags().contains(Flag.SCHED_2)) {
      flags.add(named ? scheduler + "-port" : "flag-2");
    }
    if (service.flags().contains(Flag.SCHED_3)) {
      flags.add("flag-3");
    }
    return flags.toString();
  }

  static String server(RealServer server) {
    StringBuilder text = new StringBuilder(48).append("-r ").append(server.endpoint());
    text.append(' ').append(server.method().flag()).append(" -w ").append(server.weight());
    if (server.upper() != 0) {
      text.append(" -x ").append(server.upper());
    }
    if (server.lower() != 0) {
      text.append(" -y ").append(server.lower());
    }
    return text.append(tunnel(server.tunnel())).toString();
  }

  private static String tunnel(Tunnel tunnel) {
    if (tunnel.equals(Tunnel.IPIP)) {
      return "";
    }
    String port = tunnel.port() == 0 ? "" : " --tun-port " + tunnel.port();
    String checksum =
        switch (tunnel.checksum()) {
          case NONE -> " --tun-nocsum";
          case STANDARD -> " --tun-csum";
          case REMOTE -> " --tun-remcsum";
        };
    return " --tun-type " + tunnel.type() + port + checksum;
  }
}
