/**
 * What an operator wants, compiled into what a host must hold.
 *
 * <p>A config names services, a service names a profile, and a profile is data: the built-in ones
 * are resources in the form of a user's own, and no code knows one by name. {@link
 * io.lvsagent.profiles.Config#read} takes files, {@link io.lvsagent.profiles.Flags#service} the
 * command line; both go one way through the same readers, and so does the table of ipvsadm that
 * {@link io.lvsagent.profiles.Import#read} turns into a config. {@link
 * io.lvsagent.profiles.Demands#of} replaces placeholders by the host's devices and says the result
 * in the words of sysctl and iface.
 *
 * <p>May depend on sysctl and iface for their values, and on the YAML tree below it. Nothing here
 * speaks to the kernel; only config files are read.
 *
 * <p>Invariant: the demands of a service depend on the service and the {@link
 * io.lvsagent.profiles.HostFacts} alone. What a person wrote wrong is a {@link
 * io.lvsagent.profiles.yaml.ConfigException} that names the place; what this host has not is a
 * {@link io.lvsagent.profiles.HostLacksException}.
 */
@NullMarked
package io.lvsagent.profiles;

import org.jspecify.annotations.NullMarked;
