package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MalformedMessage;
import java.util.Locale;

/**
 * A thread of the kernel that sends its connections to another director, or receives them. Group,
 * port, TTL and length of its datagrams are the kernel's own choice, and are not read.
 *
 * @param device that the multicast leaves or arrives by
 * @param syncId 0 to 255; a backup with 0 takes those of every master
 */
public record SyncDaemon(State state, String device, int syncId) {
  /** IP_VS_STATE_* of linux/ip_vs.h. */
  public enum State {
    MASTER(1),
    BACKUP(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    static State of(int code) {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      throw new MalformedMessage("sync daemon of state " + code);
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

  /** As {@code ipvsadm --start-daemon} takes it. */
  @Override
  public String toString() {
    return state + " --mcast-interface " + device + " --syncid " + syncId;
  }
}
