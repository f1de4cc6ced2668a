/**
 * Reads what others keep directors and real servers in: keepalived.conf, ldirectord.cf, Piranha's
 * lvs.cf, and shell scripts, out of their text alone.
 *
 * <p>May depend on imported and ipvsadm and what they depend on. Invariant: nothing that is read is
 * executed, and what is not carried over is a remark with its place.
 */
@NullMarked
package io.lvsagent.profiles.migration;

import org.jspecify.annotations.NullMarked;
