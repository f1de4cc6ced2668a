/**
 * The command line: parses it, and runs the command that it names. Only the options of that command
 * are built, because every class that is loaded makes each run slower.
 *
 * <p>May use all other packages; only Main uses it.
 */
@NullMarked
package io.lvsagent.agent.cli;

import org.jspecify.annotations.NullMarked;
