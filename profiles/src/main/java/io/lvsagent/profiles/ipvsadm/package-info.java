/**
 * Reads what {@code ipvsadm -S -n} prints and writes the config that makes the same table.
 *
 * <p>May depend on config, profiles and the model. Invariant: the config that is written compiles
 * to the table that was read, or the import fails and names the line.
 */
@NullMarked
package io.lvsagent.profiles.ipvsadm;

import org.jspecify.annotations.NullMarked;
