/**
 * The command line: what may be said, and which flow answers it. Only the invoked command's model
 * is built, for a start costs what is loaded.
 *
 * <p>May use everything to its right; nothing uses it but Main.
 */
@NullMarked
package io.lvsagent.agent.cli;

import org.jspecify.annotations.NullMarked;
