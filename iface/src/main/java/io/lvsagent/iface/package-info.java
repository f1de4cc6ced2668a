/**
 * IPv4 and IPv6 addresses and prefixes as values.
 *
 * <p>The root of the module that speaks netlink; depends on the JDK only.
 *
 * <p>Invariant: an address is made of numbers; no name is ever resolved.
 */
@NullMarked
package io.lvsagent.iface;

import org.jspecify.annotations.NullMarked;
