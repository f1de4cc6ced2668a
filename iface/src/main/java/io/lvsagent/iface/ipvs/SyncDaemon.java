package io.lvsagent.iface.ipvs;

import java.util.Locale;

/**
 * A thread of the kernel that sends its connections to another director, or receives them.
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

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
