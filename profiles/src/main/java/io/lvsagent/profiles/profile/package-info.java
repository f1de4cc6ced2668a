/**
 * Profiles are data: the built-in ones are resources in the form of a user's own, and no code knows
 * one by name. {@link io.lvsagent.profiles.profile.Profiles} merges what {@code extends} names.
 *
 * <p>May depend on the model and the YAML tree. Invariant: a profile that was read is complete; a
 * mistake is a {@link io.lvsagent.profiles.yaml.ConfigException} that names the place.
 */
@NullMarked
package io.lvsagent.profiles.profile;

import org.jspecify.annotations.NullMarked;
