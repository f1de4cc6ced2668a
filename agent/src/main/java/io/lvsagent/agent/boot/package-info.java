/**
 * The files that decide what the host is after a boot: what they will make of our parameters, and
 * the files of ours among them.
 *
 * <p>May use intent and everything below it. Invariant: only {@link
 * io.lvsagent.agent.boot.PersistedFiles} writes, and only files that are ours.
 */
@NullMarked
package io.lvsagent.agent.boot;

import org.jspecify.annotations.NullMarked;
