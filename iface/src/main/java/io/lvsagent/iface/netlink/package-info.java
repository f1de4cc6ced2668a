/**
 * Netlink in three layers: bytes ({@link io.lvsagent.iface.netlink.MessageWriter}, {@link
 * io.lvsagent.iface.netlink.MessageReader}), transport ({@link
 * io.lvsagent.iface.netlink.NetlinkSocket}) and conversation ({@link
 * io.lvsagent.iface.netlink.Conversation}).
 *
 * <p>Generic netlink is the same with a header more ({@link io.lvsagent.iface.netlink.GenlMsgHdr})
 * and families that are found by name ({@link io.lvsagent.iface.netlink.FamilyQuery}).
 *
 * <p>Knows nothing of links, addresses or any other family's meaning. May depend on {@code
 * iface.libc}, and on jnr-constants for the names of errors.
 *
 * <p>Invariant: whatever goes wrong between a request and its answer is a {@link
 * io.lvsagent.iface.netlink.NetlinkException} that names the request.
 */
@NullMarked
package io.lvsagent.iface.netlink;

import org.jspecify.annotations.NullMarked;
