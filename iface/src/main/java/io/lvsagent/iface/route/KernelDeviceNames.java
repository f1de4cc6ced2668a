package io.lvsagent.iface.route;

import io.lvsagent.iface.ByteText;
import io.lvsagent.iface.libc.NativeBuffer;
import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import java.nio.ByteBuffer;

/** Looks up device names and indexes in a socket's namespace, one by one. */
final class KernelDeviceNames implements Devices.Names {
  private static final int SIOCGIFNAME = 0x8910;
  private static final int IFNAMSIZ = 16;

  private final Conversation conversation;
  private final NetlinkSocket socket;

  /** struct ifreq (linux/if.h): the name, then the index. */
  private final ByteBuffer ifreq = NativeBuffer.allocate(40);

  KernelDeviceNames(Conversation conversation, NetlinkSocket socket) {
    this.conversation = conversation;
    this.socket = socket;
  }

  /**
   * Does not use SIOCGIFINDEX, which loads the module of an absent device (dev_load in
   * dev_ioctl.c): looking for tunl0 would create it.
   */
  @Override
  public int index(String name) {
    if (name.isEmpty() || ByteText.bytes(name).length >= IFNAMSIZ) {
      return 0;
    }
    try {
      for (Link link : conversation.ask(new LinkQuery(name))) {
        if (link.name().equals(name)) {
          return link.index();
        }
      }
      return 0;
    } catch (NetlinkException refused) {
      if (refused.errno() == Errno.ENODEV) {
        return 0;
      }
      throw refused;
    }
  }

  /** Uses an ioctl, which also works during a dump; a query would have to wait for its end. */
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
    byte[] name = new byte[length];
    ifreq.get(0, name);
    return ByteText.of(name, length);
  }
}
