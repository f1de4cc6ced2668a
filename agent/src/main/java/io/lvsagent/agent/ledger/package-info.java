/**
 * What we did to the host and for whom: for each key the last value that was not ours, the value
 * that we wrote, and the services that need it. Written before the first change and after the last.
 *
 * <p>May use the plan's words; knows nothing of config or commands. Invariant: a ledger that cannot
 * be read whole is an error and never an empty one.
 */
@NullMarked
package io.lvsagent.agent.ledger;

import org.jspecify.annotations.NullMarked;
