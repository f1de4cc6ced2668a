/**
 * The IPVS table of one network namespace: the generic netlink family IPVS (linux/ip_vs.h).
 *
 * <p>Values ({@link io.lvsagent.iface.ipvs.VirtualService}, {@link
 * io.lvsagent.iface.ipvs.RealServer}, {@link io.lvsagent.iface.ipvs.Timeouts}, {@link
 * io.lvsagent.iface.ipvs.SyncDaemon}) print as arguments of {@code ipvsadm}. Each nested attribute
 * of the kernel has one file, named after it, and only that file knows its layout. {@link
 * io.lvsagent.iface.ipvs.ConnectionTable} reads procfs, because netlink does not offer it. This
 * package may depend on {@code iface.netlink}, and on {@code iface.libc} for the numbers of address
 * families.
 *
 * <p>Invariant: a change identifies its virtual service by its match alone, so that an edit never
 * deletes a service and adds it again.
 */
@NullMarked
package io.lvsagent.iface.ipvs;

import org.jspecify.annotations.NullMarked;
