/**
 * Decides what the services of a run expect of the host together, and which held values are
 * restored. These are the two halves that the planner gets. The rules are here: when a value may be
 * restored, what is left to others, and who relies on a value without having asked for it.
 *
 * <p>May use the ledger, the plan and profiles; changes nothing. Invariant: a value is released
 * only while it is still what we wrote.
 */
@NullMarked
package io.lvsagent.agent.intent;

import org.jspecify.annotations.NullMarked;
