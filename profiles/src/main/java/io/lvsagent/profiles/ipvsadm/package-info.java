/**
 * Reads the output of {@code ipvsadm -S -n} and writes a config that makes the same table.
 *
 * <p>May depend on config, profiles and the model. Invariant: the config compiles to the table that
 * was read, or the import fails and names the line.
 */
@NullMarked
package io.lvsagent.profiles.ipvsadm;

import org.jspecify.annotations.NullMarked;
