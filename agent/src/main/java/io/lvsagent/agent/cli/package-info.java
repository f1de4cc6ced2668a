/**
 * The commands: each reads its arguments, calls the other packages, and returns a report.
 *
 * <p>May use all other packages; only Main uses it.
 */
@NullMarked
package io.lvsagent.agent.cli;

import org.jspecify.annotations.NullMarked;
