/**
 * Kernel parameters of the network under /proc/sys: their keys, what reading one gives, writing
 * one, and how the kernel combines conf/all with a device's own value. Depends on the JDK alone and
 * knows nothing of plans or services. A key that was built cannot lead out of /proc/sys/net.
 */
@NullMarked
package io.lvsagent.sysctl;

import org.jspecify.annotations.NullMarked;
