/**
 * Links, neighbours, addresses and routes of one network namespace: rtnetlink(7).
 *
 * <p>Values ({@link io.lvsagent.iface.route.Link}, {@link io.lvsagent.iface.route.Neighbour},
 * {@link io.lvsagent.iface.route.Address}, {@link io.lvsagent.iface.route.Route}) name devices;
 * indexes stay inside. Each kernel struct has one file that is named after it and is the only one
 * to know its layout. May depend on {@code iface.netlink}, and on {@code iface.libc} for the
 * numbers of the families.
 *
 * <p>Invariant: nothing is remembered from one call to the next, so a device that was renamed or
 * made anew in between is seen as it is.
 */
@NullMarked
package io.lvsagent.iface.route;

import org.jspecify.annotations.NullMarked;
