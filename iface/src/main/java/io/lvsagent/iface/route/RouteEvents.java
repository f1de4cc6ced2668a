package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Multicasts;
import io.lvsagent.iface.netlink.PayloadReader;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Hears that links, addresses, routes, rules, neighbours or parameters of devices have changed in
 * the network namespace of the thread that opened it.
 */
public final class RouteEvents implements AutoCloseable {
  /** RTNLGRP_* of linux/rtnetlink.h: link, neigh, IPv4 and IPv6 ifaddr, route, rule, netconf. */
  private static final int[] GROUPS = {1, 3, 5, 7, 8, 9, 11, 19, 24, 25};

  private final Multicasts multicasts;

  private RouteEvents(Multicasts multicasts) {
    this.multicasts = multicasts;
  }

  public static RouteEvents open() {
    return open(0);
  }

  /** Takes the bytes that unread events may take; 0 for what the kernel allows. */
  public static RouteEvents open(int room) {
    int groups = 0;
    for (int group : GROUPS) {
      groups |= 1 << (group - 1);
    }
    return new RouteEvents(Multicasts.of(RtmType.NETLINK_ROUTE, groups, room));
  }

  /** Returns the descriptor, to wait for events. */
  public int fd() {
    return multicasts.fd();
  }

  /**
   * Reads all events that are there. Returns true if one of them matters, or if some were lost. A
   * busy host hears of neighbours, and a router of routes, all the time: only some matter, and each
   * default route does.
   *
   * @param addresses the addresses of neighbours, and of destinations of routes, that matter
   */
  public boolean drain(Predicate<Ip> addresses) {
    return multicasts.drain((type, payload) -> matters(type, payload, addresses));
  }

  private static boolean matters(int type, PayloadReader payload, Predicate<Ip> addresses) {
    return switch (type) {
      case RtmType.RTM_NEWNEIGH, RtmType.RTM_DELNEIGH ->
          NdMsg.address(payload).filter(addresses).isPresent();
      case RtmType.RTM_NEWROUTE, RtmType.RTM_DELROUTE -> {
        Optional<Ip> destination = RtMsg.destination(payload);
        yield destination.isEmpty() || addresses.test(destination.get());
      }
      default -> true;
    };
  }

  @Override
  public void close() {
    multicasts.close();
  }
}
