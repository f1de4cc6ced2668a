/**
 * What goes over an Ethernet itself: frames that tell neighbours where an address is, or ask
 * whether somebody has it. The kernel does neither for an address that it is given.
 *
 * <p>Each kind of frame has one file, which is the only one to know its layout. May depend on
 * {@code iface.libc}, on the exception of {@code iface.netlink} and on the links of {@code
 * iface.route}.
 *
 * <p>Invariant: a socket is open only while somebody sends or listens, and hears nothing but what
 * it can read.
 */
@NullMarked
package io.lvsagent.iface.wire;

import org.jspecify.annotations.NullMarked;
