/**
 * Changes the host: plans a request, records the plan in the ledger, applies it with a proof before
 * each step that could leak, reads the host again, and rolls back a run in which a step was
 * refused.
 *
 * <p>May use intent, announce and everything below them; knows nothing of flags or output.
 * Invariant: between the first and the last change the ledger on disk names every change that may
 * have happened.
 */
@NullMarked
package io.lvsagent.agent.apply;

import org.jspecify.annotations.NullMarked;
