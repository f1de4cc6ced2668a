/**
 * Compiles a service for a host. {@link io.lvsagent.profiles.compile.Demands#of} replaces
 * placeholders by the host's devices and states the result in the types of sysctl and iface.
 *
 * <p>A {@link io.lvsagent.profiles.compile.Demand} has the form of the agent's expectation without
 * its services, and stays a type of its own: an expectation holds values of the host's map, which
 * the agent owns and this module must not know.
 *
 * <p>May depend on config and everything below it. Invariant: the demands of a service depend on
 * the service and the {@link io.lvsagent.profiles.compile.HostFacts} alone; what this host lacks is
 * a {@link io.lvsagent.profiles.compile.HostRequirementException}.
 */
@NullMarked
package io.lvsagent.profiles.compile;

import org.jspecify.annotations.NullMarked;
