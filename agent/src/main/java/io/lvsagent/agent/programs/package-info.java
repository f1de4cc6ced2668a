/**
 * The programs that we execute where the kernel cannot be told directly: {@code modprobe} and
 * {@code nft}, by absolute path and with a list of arguments, never through a shell.
 *
 * <p>Implements seams of {@link io.lvsagent.agent.host.Kernel} and iface. Invariant: a program's
 * answer is data; it is never run, and never taken for our config.
 */
@NullMarked
package io.lvsagent.agent.programs;

import org.jspecify.annotations.NullMarked;
