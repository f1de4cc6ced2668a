/**
 * Ethernet frames that announce an address to neighbours or ask whether a host has it, which the
 * kernel does not do when an address is added, and those that ask a real server as IPVS would send
 * it the packets of clients.
 *
 * <p>Each kind of frame has one file, and only that file knows its layout. This package may depend
 * on {@code iface.libc}, on the exception of {@code iface.netlink}, on the links of {@code
 * iface.route} and on the tunnels of {@code iface.ipvs}.
 *
 * <p>Invariant: a socket is open only while it is used to send or listen, and receives only frames
 * that it can parse.
 */
@NullMarked
package io.lvsagent.iface.wire;

import org.jspecify.annotations.NullMarked;
