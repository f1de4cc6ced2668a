/**
 * Netlink in three layers: bytes ({@link io.lvsagent.iface.netlink.MessageWriter}, {@link
 * io.lvsagent.iface.netlink.MessageReader}), transport ({@link
 * io.lvsagent.iface.netlink.NetlinkSocket}) and conversation ({@link
 * io.lvsagent.iface.netlink.Conversation}).
 *
 * <p>Generic netlink adds a second header ({@link io.lvsagent.iface.netlink.GenlMsgHdr}) and
 * families that are looked up by name ({@link io.lvsagent.iface.netlink.FamilyQuery}).
 *
 * <p>This package does not know what the messages of a family mean. It may depend on {@code
 * iface.libc}, and on jnr-constants for the names of errors.
 *
 * <p>Invariant: every failure between a request and its answer is a {@link
 * io.lvsagent.iface.netlink.NetlinkException} that names the request.
 */
@NullMarked
package io.lvsagent.iface.netlink;

import org.jspecify.annotations.NullMarked;
