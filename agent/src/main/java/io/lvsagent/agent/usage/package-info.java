/**
 * How lvs-agent is used: its commands, the options that each takes, the exit codes, and one parsed
 * command line. Only the options of the named command are built, because every class that is loaded
 * makes each run slower.
 *
 * <p>May use all packages but {@code cli}.
 */
@NullMarked
package io.lvsagent.agent.usage;

import org.jspecify.annotations.NullMarked;
