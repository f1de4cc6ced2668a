/**
 * What foreign text told about directors and real servers, and the YAML that says the same.
 *
 * <p>May depend on config, profiles and the model; the readers of foreign text depend on it.
 * Invariant: what is not part of the YAML is in it as a comment with its place.
 */
@NullMarked
package io.lvsagent.profiles.imported;

import org.jspecify.annotations.NullMarked;
