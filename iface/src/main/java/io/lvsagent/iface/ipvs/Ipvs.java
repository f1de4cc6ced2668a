package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import java.util.List;

/**
 * The conversation with the IPVS of one network namespace; for one thread at a time. Where not said
 * otherwise, what the kernel refuses is a {@link NetlinkException}.
 */
public interface Ipvs extends AutoCloseable {
  /** Whether the kernel has IPVS in it by now; without, its table reads as empty. */
  boolean isPresent();

  /** Virtual services in the kernel's order, each with its real servers. */
  List<Listed> table();

  Timeouts timeouts();

  /** Those that run: at most one of each state. */
  List<SyncDaemon> daemons();

  /**
   * Says the edits in order; the kernel goes on after one that it refuses. Returns the refusals in
   * order, none when all was done. Throws only where the kernel's answer is missing: then it is not
   * known what was done.
   */
  List<Refusal> apply(List<? extends Edit> edits);

  @Override
  void close();
}
