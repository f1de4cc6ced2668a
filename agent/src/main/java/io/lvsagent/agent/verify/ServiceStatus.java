package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.iface.ipvs.TableEntry;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The state of one service.
 *
 * @param balancing its virtual services with their traffic
 * @param drained the real servers that are drained
 */
public record ServiceStatus(
    String name,
    String profile,
    String role,
    State state,
    List<String> vips,
    List<Finding> findings,
    List<TableEntry> balancing,
    Set<Key> drained) {
  /** Stands in the place of a name for what no service needs. */
  static final String LEFT = "(leftovers)";

  /** The state without the IPVS table, of which only {@code status} asks. */
  public ServiceStatus(
      String name,
      String profile,
      String role,
      State state,
      List<String> vips,
      List<Finding> findings) {
    this(name, profile, role, state, vips, findings, List.of(), Set.of());
  }

  /** The state of a service as the ledger knows it. */
  public static ServiceStatus of(Started started, State state, List<Finding> findings) {
    return new ServiceStatus(
        started.name(), started.profile(), started.role(), state, started.vips(), findings);
  }

  /**
   * The state of a service, with its LSB status code; codes from 150 are free for applications. Of
   * several services, the last of their states in this order is that of all.
   */
  public enum State {
    UP(0),
    STOPPED(3),
    LEFTOVERS(1),
    DRIFT(150),
    UNKNOWN(4);

    private final int lsb;

    State(int lsb) {
      this.lsb = lsb;
    }

    public int lsb() {
      return lsb;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ServiceStatus with(List<TableEntry> balancing, Set<Key> drained) {
    return new ServiceStatus(
        name, profile, role, state, vips, findings, List.copyOf(balancing), Set.copyOf(drained));
  }

  /** Returns true if these are values of ours that no service needs, and no service. */
  public boolean isLeftovers() {
    return name.equals(LEFT);
  }

  /**
   * Returns the LSB code. A service that is stopped while one of its VIPs is local answers for it,
   * so that its code is not one that cluster managers take for stopped, as they do 1 to 3.
   */
  public int lsb() {
    boolean answers = state == State.LEFTOVERS && !isLeftovers() && !findings.isEmpty();
    return (answers ? State.DRIFT : state).lsb();
  }

  /** Returns true if a finding differs; {@code strict} as in {@link Finding#differs}. */
  public boolean drifted(boolean strict) {
    return findings.stream().anyMatch(finding -> finding.differs(strict));
  }

  /** Returns true if {@code start} repairs something that matters. */
  public boolean isRepairable() {
    return findings.stream().anyMatch(found -> found.differs(false) && found.repairable());
  }
}
