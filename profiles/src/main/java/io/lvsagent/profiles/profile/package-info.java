/**
 * Profiles are data: the built-in ones are YAML resources with the same format as a user's, and no
 * code depends on the name of one. {@link io.lvsagent.profiles.profile.Profiles} merges a profile
 * with the one that it extends.
 *
 * <p>May depend on the model and the YAML tree. Invariant: every profile is complete; a mistake
 * throws a {@link io.lvsagent.profiles.yaml.ConfigException} that names the place.
 */
@NullMarked
package io.lvsagent.profiles.profile;

import org.jspecify.annotations.NullMarked;
