/**
 * The one idea: a host is a map from keys to values. Each kind of key is one file that knows how it
 * is read, written and said in shell, and what the kernel does along with a write. {@link
 * io.lvsagent.agent.host.Kind} is the only door to that knowledge.
 *
 * <p>May use the leaves and the profiles' exceptions; knows nothing of expectations, plans, ledgers
 * or commands. Invariant: a key that was read has a value; absent and unreadable are values.
 */
@NullMarked
package io.lvsagent.agent.host;

import org.jspecify.annotations.NullMarked;
