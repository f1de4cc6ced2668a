package io.lvsagent.iface.wire;

import io.lvsagent.iface.ByteText;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.NativeBuffer;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import java.nio.ByteBuffer;

/**
 * Settings of network devices that ioctl(2) tells, in the network namespace of the thread that
 * opened it. Methods throw {@link NetlinkException} if the kernel refuses a call: ENODEV if there
 * is no such device.
 */
public final class DeviceSettings implements AutoCloseable {
  /** linux/sockios.h; struct ifreq (linux/if.h). */
  private static final int SIOCGIFMTU = 0x8921;

  private static final int SIOCETHTOOL = 0x8946;
  private static final int IFREQ_LENGTH = 40;
  private static final int IFNAMSIZ = 16;

  /** linux/ethtool.h; struct ethtool_value. */
  private static final int ETHTOOL_GFLAGS = 0x25;

  private static final int ETHTOOL_VALUE_LENGTH = 8;
  private static final int ETH_FLAG_LRO = 1 << 15;

  private final int fd;

  private DeviceSettings(int fd) {
    this.fd = fd;
  }

  public static DeviceSettings open() {
    int fd = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new NetlinkException("open a socket", -fd, "");
    }
    return new DeviceSettings(fd);
  }

  /** Returns the MTU of a device. */
  public int mtu(String device) {
    return mtu(fd, device);
  }

  static int mtu(int fd, String device) {
    ByteBuffer ifreq = ifreq(device);
    int outcome = Libc.ioctl(fd, SIOCGIFMTU, ifreq);
    if (outcome < 0) {
      throw new NetlinkException("read the MTU of " + device, -outcome, "");
    }
    return ifreq.getInt(IFNAMSIZ);
  }

  /** Returns true if a device merges what it receives (large receive offload). */
  public boolean mergesReceived(String device) {
    ByteBuffer value = NativeBuffer.allocate(ETHTOOL_VALUE_LENGTH).putInt(0, ETHTOOL_GFLAGS);
    int outcome = Libc.ioctl(fd, SIOCETHTOOL, ifreq(device), IFNAMSIZ, value);
    if (outcome < 0 && outcome != -Errno.EOPNOTSUPP) {
      throw new NetlinkException("read the offloads of " + device, -outcome, "");
    }
    return outcome == 0 && (value.getInt(Integer.BYTES) & ETH_FLAG_LRO) != 0;
  }

  private static ByteBuffer ifreq(String device) {
    return NativeBuffer.allocate(IFREQ_LENGTH).put(0, ByteText.bytes(device));
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
