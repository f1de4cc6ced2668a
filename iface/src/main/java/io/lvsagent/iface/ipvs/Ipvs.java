package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The conversation with the IPVS of one network namespace; for one thread at a time. Where not said
 * otherwise, what the kernel refuses is a {@link NetlinkException}.
 */
public interface Ipvs extends AutoCloseable {
  /** In the network namespace of the thread that first says something. */
  static Ipvs open() {
    return KernelIpvs.open();
  }

  /** The same, with one line for every netlink message each way. */
  static Ipvs open(Consumer<String> trace) {
    return KernelIpvs.open(trace);
  }

  /**
   * Whether the kernel has IPVS in it by now; without, its table reads as empty. To ask and to read
   * loads no module.
   */
  boolean isPresent();

  /**
   * Virtual services in the kernel's order, each with its real servers. The kernel does not say
   * when a change came between two parts of a long answer: a service may then be missing, or twice
   * in it.
   */
  List<TableEntry> table();

  /** Empty where the kernel has no IPVS. */
  Optional<Timeouts> timeouts();

  /** Those that run: at most one of each state. */
  List<SyncDaemon> daemons();

  /**
   * Says the edits in order; the kernel goes on after one that it refuses. Returns the refusals in
   * order, none when all was done. Loads ip_vs where the kernel lacks it; where that cannot be had
   * each is refused with ENOENT. Throws only where the kernel's answer is missing: then it is not
   * known what was done.
   */
  List<Refusal> apply(List<? extends IpvsEdit> edits);

  @Override
  void close();
}
