/**
 * Links, neighbours, addresses and routes of one network namespace, read and changed through
 * rtnetlink(7).
 *
 * <p>Values ({@link io.lvsagent.iface.route.Link}, {@link io.lvsagent.iface.route.Neighbour},
 * {@link io.lvsagent.iface.route.Address}, {@link io.lvsagent.iface.route.Route}) name devices;
 * indexes are internal. Each kernel struct has one file, named after it, and only that file knows
 * its layout. This package may depend on {@code iface.netlink}, and on {@code iface.libc} for the
 * numbers of address families.
 *
 * <p>Invariant: nothing is cached between calls, so a device that was renamed or created again in
 * between is seen as it is now.
 */
@NullMarked
package io.lvsagent.iface.route;

import org.jspecify.annotations.NullMarked;
