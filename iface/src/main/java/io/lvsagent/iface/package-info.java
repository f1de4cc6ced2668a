/**
 * IPv4 and IPv6 addresses and prefixes as values.
 *
 * <p>This is the root package of the module that speaks netlink. It may depend on the JDK only.
 *
 * <p>Invariant: an address is built from numbers; no name is ever resolved.
 */
@NullMarked
package io.lvsagent.iface;

import org.jspecify.annotations.NullMarked;
