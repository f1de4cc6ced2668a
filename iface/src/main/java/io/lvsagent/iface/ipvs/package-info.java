/**
 * The IPVS table of one network namespace: the generic netlink family IPVS (linux/ip_vs.h).
 *
 * <p>Values ({@link io.lvsagent.iface.ipvs.VirtualService}, {@link
 * io.lvsagent.iface.ipvs.RealServer}, {@link io.lvsagent.iface.ipvs.Timeouts}, {@link
 * io.lvsagent.iface.ipvs.SyncDaemon}) are said in the words of {@code ipvsadm}. Each nested
 * attribute of the kernel has one file that is named after it and is the only one to know its
 * layout. {@link io.lvsagent.iface.ipvs.ConnectionTable} is the one thing that procfs has alone.
 * May depend on {@code iface.netlink}, and on {@code iface.libc} for the numbers of the address
 * families.
 *
 * <p>Invariant: a change names its virtual service by what it matches alone, so that an edit never
 * removes and adds again.
 */
@NullMarked
package io.lvsagent.iface.ipvs;

import org.jspecify.annotations.NullMarked;
