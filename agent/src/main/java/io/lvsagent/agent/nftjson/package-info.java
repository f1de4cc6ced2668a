/**
 * Tables of nftables in the JSON of {@code nft -j} (libnftables-json(5)): what the program is given
 * and answers, and what the ledger holds.
 *
 * <p>Depends on iface and jackson-core, on no other package of the agent. Invariant: the JSON of a
 * table is one line without a tab, and reads back as an equal {@link io.lvsagent.iface.nft.Table};
 * handles and counters, which the kernel gives, are no part of it.
 */
@NullMarked
package io.lvsagent.agent.nftjson;

import org.jspecify.annotations.NullMarked;
