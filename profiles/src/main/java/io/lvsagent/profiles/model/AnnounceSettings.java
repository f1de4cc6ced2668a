package io.lvsagent.profiles.model;

/**
 * How a director announces a VIP that it adds (gratuitous ARP, unsolicited NA).
 *
 * @param count number of announcements, or 0 for none
 * @param intervalMillis milliseconds between two announcements
 * @param probe true to ask first whether another host has the VIP, so that its owner is not
 *     disturbed
 */
public record AnnounceSettings(int count, int intervalMillis, boolean probe) {
  /** Three announcements, so that one or two lost frames do no harm. */
  public static final AnnounceSettings DEFAULT = new AnnounceSettings(3, 200, true);

  /** No announcement and no probe. */
  public static final AnnounceSettings NONE = new AnnounceSettings(0, 0, false);
}
