/**
 * The record of our changes: for each key the last value that was not ours, the value that we
 * wrote, and the services that need it. It is written before the first change and after the last.
 *
 * <p>Uses host and plan, and no config or commands. Invariant: a ledger that cannot be read
 * completely is an error and never an empty one.
 */
@NullMarked
package io.lvsagent.agent.ledger;

import org.jspecify.annotations.NullMarked;
