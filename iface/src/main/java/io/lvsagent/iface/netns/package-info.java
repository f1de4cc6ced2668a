/**
 * Network namespaces by the names of {@code ip netns}, by files, and by processes.
 *
 * <p>This package may depend on {@code iface.libc} and on the exception of {@code iface.netlink}.
 *
 * <p>Invariant: the namespace belongs to the calling <em>thread</em>; sockets keep the namespace
 * that they were opened in, and threads started later inherit their creator's.
 */
@NullMarked
package io.lvsagent.iface.netns;

import org.jspecify.annotations.NullMarked;
