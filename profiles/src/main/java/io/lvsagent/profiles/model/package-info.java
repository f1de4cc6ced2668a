/**
 * The value types of a config: VIP ranges, virtual servers, roles, severities, names.
 *
 * <p>May depend on iface for addresses and IPVS values, on sysctl for keys, and on the YAML tree
 * for places. Invariant: every value is valid, because the readers reject all other input.
 */
@NullMarked
package io.lvsagent.profiles.model;

import org.jspecify.annotations.NullMarked;
