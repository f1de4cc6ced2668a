package io.lvsagent.iface.netlink;

/** A message that the kernel refused, by its place in the list that was applied. */
public record Refusal(int index, NetlinkException why) {}
