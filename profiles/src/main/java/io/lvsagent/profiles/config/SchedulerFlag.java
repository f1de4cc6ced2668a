package io.lvsagent.profiles.config;

import io.lvsagent.iface.ipvs.VirtualService.Flag;

/** A scheduler flag with the name that {@code ipvsadm -b} uses. */
public enum SchedulerFlag {
  SH_FALLBACK("sh-fallback", "sh", Flag.SCHED_1),
  SH_PORT("sh-port", "sh", Flag.SCHED_2),
  MH_FALLBACK("mh-fallback", "mh", Flag.SCHED_1),
  MH_PORT("mh-port", "mh", Flag.SCHED_2),
  FLAG_1("flag-1", "", Flag.SCHED_1),
  FLAG_2("flag-2", "", Flag.SCHED_2),
  FLAG_3("flag-3", "", Flag.SCHED_3);

  private final String text;
  private final String scheduler;
  private final Flag flag;

  SchedulerFlag(String text, String scheduler, Flag flag) {
    this.text = text;
    this.scheduler = scheduler;
    this.flag = flag;
  }

  /**
   * Returns the name of a flag for this scheduler; throws IllegalArgumentException if it has none.
   */
  public static SchedulerFlag of(Flag flag, String scheduler) {
    for (SchedulerFlag named : values()) {
      if (named.flag == flag && named.belongsTo(scheduler)) {
        return named;
      }
    }
    throw new IllegalArgumentException(flag + " is not a scheduler flag");
  }

  Flag flag() {
    return flag;
  }

  boolean belongsTo(String other) {
    return scheduler.isEmpty() || scheduler.equals(other);
  }

  /** Returns the scheduler that the flag belongs to, or an empty string if any can have it. */
  String scheduler() {
    return scheduler;
  }

  @Override
  public String toString() {
    return text;
  }
}
