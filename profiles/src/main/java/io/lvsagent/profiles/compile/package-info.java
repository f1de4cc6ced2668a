/**
 * Compiles a service for a host. {@link io.lvsagent.profiles.compile.Demands#of} replaces
 * placeholders by the host's devices and returns the result in the types of sysctl and iface.
 *
 * <p>A {@link io.lvsagent.profiles.compile.Demand} resembles the agent's expectation but is a type
 * of its own, because an expectation holds values of the host's map, which belongs to the agent and
 * must not be known here.
 *
 * <p>May depend on config and everything below it. Invariant: the demands of a service depend only
 * on the service and the {@link io.lvsagent.profiles.compile.HostFacts}. A missing device is a
 * {@link io.lvsagent.profiles.compile.HostRequirementException}.
 */
@NullMarked
package io.lvsagent.profiles.compile;

import org.jspecify.annotations.NullMarked;
