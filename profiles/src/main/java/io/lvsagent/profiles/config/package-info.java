/**
 * An operator's words become services. {@link io.lvsagent.profiles.config.Config#read} takes files,
 * {@link io.lvsagent.profiles.config.CommandLineService#service} takes the command line; both go
 * through the same readers.
 *
 * <p>May depend on profiles, the model and the YAML tree. Only config files are read here; nothing
 * asks the kernel. Invariant: what a person wrote wrong is a {@link
 * io.lvsagent.profiles.yaml.ConfigException} that names the place.
 */
@NullMarked
package io.lvsagent.profiles.config;

import org.jspecify.annotations.NullMarked;
