package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.GenlMsgHdr;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import io.lvsagent.iface.netlink.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads and changes the IPVS table of one network namespace. It is not thread-safe. Every method
 * throws {@link NetlinkException} if the kernel refuses the request, unless noted otherwise.
 */
public interface Ipvs extends AutoCloseable {
  /** Returns a connection to the network namespace of the thread that makes the first request. */
  static Ipvs open() {
    return new KernelIpvs(() -> Conversation.over(NetlinkSocket.open(GenlMsgHdr.NETLINK_GENERIC)));
  }

  /** Returns a connection that traces every netlink message sent or received as one line. */
  static Ipvs open(Consumer<String> trace) {
    int protocol = GenlMsgHdr.NETLINK_GENERIC;
    return new KernelIpvs(
        () -> Conversation.over(NetlinkSocket.open(protocol), new IpvsCmd(), trace));
  }

  /**
   * Returns whether IPVS is present in the kernel. If it is not, the table reads as empty. Neither
   * this method nor reading loads a module.
   */
  boolean isPresent();

  /**
   * Returns the virtual services in the kernel's order, each with its real servers. The kernel does
   * not report a change between two parts of a long answer: a service may then be missing or listed
   * twice.
   */
  List<TableEntry> table();

  /** Returns the timeouts, or empty if the kernel has no IPVS. */
  Optional<Timeouts> timeouts();

  /** Returns the running sync daemons: at most one of each state. */
  List<SyncDaemon> daemons();

  /**
   * Throws NetlinkException with ENOENT if the kernel has neither the scheduler and the persistence
   * engine of a service nor modules with them. It loads the modules, and the table stays as it is.
   * Asks nothing while IPVS is not present.
   */
  void requireModules(VirtualService service);

  /**
   * Sends the edits in order; the kernel continues after an edit that it refuses. Returns the
   * refusals in order. The kernel loads ip_vs if necessary; if it cannot, every edit is refused
   * with ENOENT. Throws if ip_vs cannot be looked up for another reason, or if an answer of the
   * kernel is missing: it is then unknown which edits took effect.
   */
  List<Refusal> apply(List<? extends IpvsEdit> edits);

  @Override
  void close();
}
