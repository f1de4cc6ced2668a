/**
 * The value types of a config: VIP ranges, virtual servers, roles, severities, names.
 *
 * <p>May depend on iface for addresses and IPVS values, on sysctl for keys, and on the YAML tree
 * for places. Invariant: a value that exists is valid; the readers reject everything else.
 */
@NullMarked
package io.lvsagent.profiles.model;

import org.jspecify.annotations.NullMarked;
