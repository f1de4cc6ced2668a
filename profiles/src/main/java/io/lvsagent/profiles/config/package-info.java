/**
 * Reads services from configs. {@link io.lvsagent.profiles.config.Config#read} reads files, {@link
 * io.lvsagent.profiles.config.CommandLineService#service} the flags of the command line; both use
 * the same readers and the keys in {@link io.lvsagent.profiles.config.ConfigKeys}.
 *
 * <p>May depend on profiles, the model and the YAML tree. Reads config files only and does not ask
 * the kernel. Invariant: every mistake in a config throws a {@link
 * io.lvsagent.profiles.yaml.ConfigException} that names the place.
 */
@NullMarked
package io.lvsagent.profiles.config;

import org.jspecify.annotations.NullMarked;
