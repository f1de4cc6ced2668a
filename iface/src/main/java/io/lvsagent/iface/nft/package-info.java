/**
 * Tables of nftables as values, and their text in the syntax of {@code nft}, which is for printing
 * and is never parsed.
 *
 * <p>This package depends on the JDK only. The code that runs the program, and writes and reads its
 * JSON, implements {@link io.lvsagent.iface.nft.Nft}.
 *
 * <p>Invariant: a table that we write reads back as an equal {@link io.lvsagent.iface.nft.Table},
 * because handles and counters, which the kernel assigns, are not part of it.
 */
@NullMarked
package io.lvsagent.iface.nft;

import org.jspecify.annotations.NullMarked;
