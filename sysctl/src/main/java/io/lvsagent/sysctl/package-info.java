/**
 * Reads and writes kernel parameters under /proc/sys/net, and knows how the kernel combines
 * conf/all with a device's own value.
 *
 * <p>This package depends on the JDK only and knows nothing of plans or services.
 *
 * <p>Invariant: no key leads out of /proc/sys/net.
 */
@NullMarked
package io.lvsagent.sysctl;

import org.jspecify.annotations.NullMarked;
