/**
 * Resolves addresses for directors: asks whether another host has a VIP, and announces the VIPs of
 * this host by gratuitous ARP and unsolicited neighbour advertisements.
 *
 * <p>May use intent and everything below it; knows nothing of plans. Invariant: what cannot be sent
 * is noted, and never undoes anything.
 */
@NullMarked
package io.lvsagent.agent.announce;

import org.jspecify.annotations.NullMarked;
