/**
 * Finds what works now and will not work for long: what a boot, a restart of the network or the
 * next packet will break.
 *
 * <p>May use boot, verify and everything below them. Invariant: nothing here changes the host or
 * its files.
 */
@NullMarked
package io.lvsagent.agent.doctor;

import org.jspecify.annotations.NullMarked;
