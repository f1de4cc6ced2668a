package io.lvsagent.agent.watch;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.iface.Ip;
import java.util.function.Predicate;

/** The host that is watched: its kernel, its ledger, and the events of its kernel. */
public interface Host extends AutoCloseable {
  Kernel kernel();

  LedgerFile ledger();

  /** Returns the descriptor where events arrive. */
  int descriptor();

  /**
   * Reads the events that are there. Returns true if one of them matters, or if some were lost.
   *
   * @param addresses the addresses of neighbours, and of destinations of routes, that matter
   */
  boolean drain(Predicate<Ip> addresses);

  @Override
  void close();
}
