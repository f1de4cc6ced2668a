/**
 * The one idea: a host is a map from keys to values; what services expect of it and what it holds
 * are partial maps; the plan is the ordered difference. Each kind of key is one file that knows how
 * it is read, written, said in shell, and what the kernel does along with a write.
 *
 * <p>May use profiles and the leaves; knows nothing of ledgers, commands or files. Invariant:
 * planning is pure, and what {@link Planner} has planned leaves nothing to plan.
 */
@NullMarked
package io.lvsagent.agent.plan;

import org.jspecify.annotations.NullMarked;
