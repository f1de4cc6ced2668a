package io.lvsagent.profiles.model;

/**
 * What the neighbours of a director hear of a VIP that is added.
 *
 * @param count how often it is announced, 0 for not at all
 * @param intervalMillis from one announcement to the next
 * @param probe whether they are asked for it before, so that none who has it is disturbed
 */
public record AnnounceSettings(int count, int intervalMillis, boolean probe) {
  /** What others send at once; a frame or two may be lost. */
  public static final AnnounceSettings DEFAULT = new AnnounceSettings(3, 200, true);

  public static final AnnounceSettings NONE = new AnnounceSettings(0, 0, false);
}
