/**
 * Compares what services expect with what is on the host, and rates each difference by what it does
 * on the wire.
 *
 * <p>May use intent and everything below it. Invariant: nothing here changes the host or the
 * ledger.
 */
@NullMarked
package io.lvsagent.agent.verify;

import org.jspecify.annotations.NullMarked;
