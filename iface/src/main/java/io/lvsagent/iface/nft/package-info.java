/**
 * Tables of nftables, written to the program {@code nft} as JSON (libnftables-json(5)) and printed
 * for people in its own syntax.
 *
 * <p>This package depends on the JDK only. The code that runs the program implements {@link
 * io.lvsagent.iface.nft.Nft}.
 *
 * <p>Invariant: a table that we write reads back as an equal {@link io.lvsagent.iface.nft.Table},
 * because handles and counters, which the kernel assigns, are not part of it.
 */
@NullMarked
package io.lvsagent.iface.nft;

import org.jspecify.annotations.NullMarked;
