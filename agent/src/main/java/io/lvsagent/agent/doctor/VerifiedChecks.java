package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names what verify has found and start cannot mend: what others have set or made around a service
 * that is up.
 */
final class VerifiedChecks {
  private VerifiedChecks() {}

  /** Returns a diagnosis for each finding that has one. */
  static List<Diagnosis> of(List<ServiceStatus> services) {
    List<Diagnosis> found = new ArrayList<>();
    for (ServiceStatus service : services) {
      boolean up = service.state() == State.UP || service.state() == State.DRIFT;
      for (Finding finding : service.findings()) {
        Optional<Finding.Cause> cause = finding.cause();
        // a path means nothing while the VIP is down, and an answer for it as much as ever
        if (cause.isPresent() && finding.differs(false) && (up || isAnswer(cause.get()))) {
          found.add(diagnosis(finding, cause.get()));
        }
      }
    }
    return found;
  }

  private static boolean isAnswer(Finding.Cause cause) {
    return cause == Finding.Cause.PROXY || cause == Finding.Cause.PROXY_ENTRY;
  }

  private static Diagnosis diagnosis(Finding finding, Finding.Cause cause) {
    return switch (cause) {
      case OTHER_TUNNEL ->
          of(
              finding,
              Id.TUNNEL_EXTERNAL,
              "delete the other tunnel device, or give it a remote address");
      case RP_FILTER ->
          of(
              finding,
              Id.RP_FILTER_PATH,
              "set rp_filter of all and of the device to 0 or 2, or route the answers back by it");
      case NO_ADDRESS ->
          of(
              finding,
              Id.SOURCE_ADDRESS,
              "give the device an address, or name a source in its routes");
      case DROPPING_ROUTE ->
          of(finding, Id.BLACKHOLE_ROUTE, "delete the route or the rule that the line names");
      case RULE ->
          of(
              finding,
              Id.POLICY_RULE,
              "delete the rule that the line names, or exclude the VIP from it");
      case NO_LOCAL_ROUTE ->
          of(
              finding,
              Id.LOCAL_ROUTE_MISSING,
              "run lvs-agent start; if the VIP is there, add local VIP dev lo to the table local");
      case PROXY -> of(finding, Id.PROXY_ARP, "do what the reason says");
      case PROXY_ENTRY -> of(finding, Id.NEIGH_PROXY, "delete the entry, as the reason says");
      case BACKUP_ONLY ->
          of(
              finding,
              Id.BACKUP_ONLY,
              "run sysctl -w net.ipv4.vs.backup_only=0, or ipvsadm --stop-daemon backup");
    };
  }

  private static Diagnosis of(Finding finding, Id id, String mend) {
    String where = finding.kind() + " " + finding.key();
    return new Diagnosis(id, Grade.BROKEN, where, finding.observed(), finding.why(), mend);
  }
}
