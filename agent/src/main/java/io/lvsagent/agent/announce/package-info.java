/**
 * Address resolution on behalf of directors: asks whether another host has a VIP, and announces the
 * VIPs that this host has by gratuitous ARP and unsolicited neighbour advertisements.
 *
 * <p>May use intent and everything below it; knows nothing of plans. Invariant: what cannot be sent
 * is a note and no reason to undo anything.
 */
@NullMarked
package io.lvsagent.agent.announce;

import org.jspecify.annotations.NullMarked;
