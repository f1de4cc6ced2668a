/**
 * What services want of the host together, and which of our values go back: the two halves that the
 * planner is given. Here are the rules of when a value may go back, what is left to others, and who
 * relies on a value without having asked.
 *
 * <p>May use the ledger, the plan and profiles; changes nothing. Invariant: a value is released
 * only while it is still what we wrote.
 */
@NullMarked
package io.lvsagent.agent.intent;

import org.jspecify.annotations.NullMarked;
