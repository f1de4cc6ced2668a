package io.lvsagent.agent.watch;

/** Waits until something happens. */
public interface Waiting {
  /**
   * Why a wait has ended: none of these if the time is over.
   *
   * @param event true if the kernel has sent events
   * @param reload true if the config is to be read again
   * @param stop true if the watch is to end
   */
  record Woken(boolean event, boolean reload, boolean stop) {}

  /**
   * Waits.
   *
   * @param descriptor where the kernel's events arrive; negative if there are none to wait for
   */
  Woken await(int descriptor, long nanos);
}
