/**
 * Stays and looks at the host again whenever the kernel reports a change: compares what is there
 * with what was there at the last look, and converges if it may.
 *
 * <p>May use report and everything below it. Invariant: it plans and applies nothing by itself;
 * each repair is a run of {@code agent.apply}, under the lock, that leaves out the keys over which
 * somebody fights.
 */
@NullMarked
package io.lvsagent.agent.watch;

import org.jspecify.annotations.NullMarked;
