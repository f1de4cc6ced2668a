package io.lvsagent.profiles.config;

import io.lvsagent.iface.ipvs.VirtualService.Flag;

/** A flag of a scheduler in the words of {@code ipvsadm -b}. */
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

  /** As this scheduler calls it. */
  public static SchedulerFlag of(Flag flag, String scheduler) {
    for (SchedulerFlag named : values()) {
      if (named.flag == flag && named.belongsTo(scheduler)) {
        return named;
      }
    }
    throw new IllegalArgumentException(flag + " is no flag of a scheduler");
  }

  Flag flag() {
    return flag;
  }

  boolean belongsTo(String other) {
    return scheduler.isEmpty() || scheduler.equals(other);
  }

  /** The one that it belongs to, or empty for every one. */
  String scheduler() {
    return scheduler;
  }

  @Override
  public String toString() {
    return text;
  }
}
