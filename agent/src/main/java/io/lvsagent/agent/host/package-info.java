/**
 * A host is a map from keys to values. Each kind of key is one file that reads it, writes it,
 * prints it as a shell command, and knows the side effects of a write. Other packages reach these
 * rules through {@link io.lvsagent.agent.host.Kind} alone.
 *
 * <p>Uses iface, sysctl and the exceptions of the profiles. It does not use expectations, plans,
 * ledgers or commands. Invariant: a key that was read has a value; absent and unreadable are
 * values.
 */
@NullMarked
package io.lvsagent.agent.host;

import org.jspecify.annotations.NullMarked;
