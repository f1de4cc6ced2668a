/**
 * The ordered difference between what services expect of a host and what was observed.
 *
 * <p>Uses the host's map, and no ledgers, commands or files. Invariant: planning is pure, and after
 * a plan of {@link io.lvsagent.agent.plan.Planner} was applied, nothing is left to plan.
 */
@NullMarked
package io.lvsagent.agent.plan;

import org.jspecify.annotations.NullMarked;
