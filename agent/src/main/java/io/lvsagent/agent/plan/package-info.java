/**
 * The ordered difference between what services expect of a host and what it holds.
 *
 * <p>May use the host's map; knows nothing of ledgers, commands or files. Invariant: planning is
 * pure, and what {@link io.lvsagent.agent.plan.Planner} has planned leaves nothing to plan.
 */
@NullMarked
package io.lvsagent.agent.plan;

import org.jspecify.annotations.NullMarked;
