package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MalformedMessage;
import java.util.Locale;

/**
 * A kernel thread that sends connections to another director or receives them. The kernel chooses
 * group, port, TTL and length of its datagrams; they are not read.
 *
 * @param device name of the device that sends or receives the multicast
 * @param syncId 0 to 255; a backup with 0 accepts every master
 */
public record SyncDaemon(State state, String device, int syncId) {
  /** IP_VS_STATE_* of linux/ip_vs.h, in the kernel's order from 1. */
  public enum State {
    MASTER,
    BACKUP;

    static State of(int code) {
      if (code < 1 || code > values().length) {
        throw new MalformedMessage("sync daemon of unknown state " + code);
      }
      return values()[code - 1];
    }

    public int code() {
      return ordinal() + 1;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SyncDaemon {
    if (syncId < 0 || syncId > 255) {
      throw new IllegalArgumentException("sync id " + syncId + " is not in 0..255");
    }
  }

  /** Returns the arguments of {@code ipvsadm --start-daemon}. */
  @Override
  public String toString() {
    return state + " --mcast-interface " + device + " --syncid " + syncId;
  }
}
