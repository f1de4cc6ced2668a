package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.NetlinkSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Device names by ioctl: struct ifreq (linux/if.h), netdevice(7). One call for a name, also amid a
 * dump; a question over netlink would have to wait for the dump's end.
 */
final class IfReq implements DeviceNames {
  private static final int SIOCGIFNAME = 0x8910;
  private static final int SIOCGIFINDEX = 0x8933;
  private static final int IFNAMSIZ = 16;
  private static final int LENGTH = 40;

  private final NetlinkSocket socket;
  private final ByteBuffer ifreq = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());

  IfReq(NetlinkSocket socket) {
    this.socket = socket;
  }

  @Override
  public int index(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= IFNAMSIZ) {
      return 0;
    }
    ifreq.put(0, Arrays.copyOf(bytes, IFNAMSIZ));
    // The kernel cuts at a colon here, so that lo:0 would be lo (dev_ioctl.c).
    boolean found = name.indexOf(':') < 0 && socket.ioctl(SIOCGIFINDEX, ifreq) >= 0;
    return found ? ifreq.getInt(IFNAMSIZ) : 0;
  }

  @Override
  public String name(int index) {
    ifreq.putInt(IFNAMSIZ, index);
    if (socket.ioctl(SIOCGIFNAME, ifreq) < 0) {
      return "";
    }
    int length = 0;
    while (length < IFNAMSIZ && ifreq.get(length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    ifreq.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
