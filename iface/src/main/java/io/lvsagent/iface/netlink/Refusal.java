package io.lvsagent.iface.netlink;

/**
 * A message that the kernel refused.
 *
 * @param index position in the list that was applied, from 0
 */
public record Refusal(int index, NetlinkException why) {}
