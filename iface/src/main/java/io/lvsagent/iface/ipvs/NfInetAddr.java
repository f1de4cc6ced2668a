package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.MalformedMessage;
import java.util.Arrays;

/** union nf_inet_addr (linux/netfilter.h): 16 bytes, of which IPv4 uses the first four. */
final class NfInetAddr {
  private static final int LENGTH = 16;

  private NfInetAddr() {}

  static byte[] bytes(Ip ip) {
    return Arrays.copyOf(ip.bytes(), LENGTH);
  }

  static Ip read(byte[] bytes, int family) {
    if (bytes.length != LENGTH) {
      throw new MalformedMessage("address of " + bytes.length + " bytes, not " + LENGTH);
    }
    return switch (family) {
      case Libc.AF_INET -> Ip.of(Arrays.copyOf(bytes, 4));
      case Libc.AF_INET6 -> Ip.of(bytes);
      default -> throw new MalformedMessage("address of family " + family);
    };
  }
}
