/**
 * Asks on the wire who answers for the VIPs, and whether real servers serve them.
 *
 * <p>May use announce and everything below it; changes nothing. Invariant: one packet for each
 * question and count, and one more that ends each connection; nothing is sent to an address that
 * neither the config nor the command line names, except to the gateway on the way to one.
 */
@NullMarked
package io.lvsagent.agent.probe;

import org.jspecify.annotations.NullMarked;
