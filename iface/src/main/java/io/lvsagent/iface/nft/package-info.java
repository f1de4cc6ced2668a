/**
 * Tables of nftables, said to and read from the program {@code nft} in its JSON
 * (libnftables-json(5)), and for people in its own syntax.
 *
 * <p>Depends on nothing but the JDK; who runs the program implements {@link
 * io.lvsagent.iface.nft.Nft}.
 *
 * <p>Invariant: what we write reads back as an equal {@link io.lvsagent.iface.nft.Table}: handles
 * and counters, which the kernel gives, are no part of it.
 */
@NullMarked
package io.lvsagent.iface.nft;

import org.jspecify.annotations.NullMarked;
