package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names what verify has found and start cannot mend: what others have set or made around a service
 * that is up.
 */
final class VerifiedChecks {
  /** A cause, by the words with which verify reports it. */
  private record Cause(Id id, Pattern words, String mend) {
    static Cause of(Id id, String words, String mend) {
      return new Cause(id, Pattern.compile(words), mend);
    }
  }

  /** The rules that every host has are those with the priorities 0, 32766 and 32767. */
  private static final List<Cause> OF_PATHS =
      List.of(
          Cause.of(
              Id.TUNNEL_EXTERNAL,
              "takes the packets of",
              "delete the other tunnel device, or give it a remote address"),
          Cause.of(
              Id.RP_FILTER_PATH,
              "rp_filter of",
              "set rp_filter of all and of the device to 0 or 2, or route the answers back by it"),
          Cause.of(
              Id.SOURCE_ADDRESS,
              "has no address of its own",
              "give the device an address, or name a source in its routes"),
          Cause.of(
              Id.BLACKHOLE_ROUTE,
              "\\b(blackhole|unreachable|prohibit)\\b",
              "delete the route or the rule that the line names"),
          Cause.of(
              Id.POLICY_RULE,
              "rule (?!(0|32766|32767):)\\d+:",
              "delete the rule that the line names, or exclude the VIP from it"),
          Cause.of(
              Id.LOCAL_ROUTE_MISSING,
              "sends it on|does not lead to this host",
              "run lvs-agent start; if the VIP is there, add local VIP dev lo to the table local"));

  private VerifiedChecks() {}

  /** Returns a diagnosis for each finding that has one. */
  static List<Diagnosis> of(List<ServiceStatus> services) {
    List<Diagnosis> found = new ArrayList<>();
    for (ServiceStatus service : services) {
      boolean up =
          service.state() == ServiceStatus.State.UP || service.state() == ServiceStatus.State.DRIFT;
      for (Finding finding : service.findings()) {
        // a path means nothing while the VIP is down, and an answer for it as much as ever
        boolean counts = up || finding.kind().equals("vip");
        if (counts && !finding.ok() && finding.severity() != Severity.COSMETIC) {
          of(finding).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static Optional<Diagnosis> of(Finding finding) {
    String kind = finding.kind();
    if (kind.equals(Kind.PATH.toString())) {
      for (Cause cause : OF_PATHS) {
        if (cause.words.matcher(finding.observed()).find()) {
          return Optional.of(diagnosis(finding, cause.id, cause.mend));
        }
      }
    } else if (kind.equals("vip") && finding.observed().startsWith("answered for")) {
      boolean entry = finding.why().contains("proxy entry");
      String mend = entry ? "delete the entry, as the reason says" : "do what the reason says";
      return Optional.of(diagnosis(finding, entry ? Id.NEIGH_PROXY : Id.PROXY_ARP, mend));
    } else if (finding.key().equals("net/ipv4/vs/backup_only")) {
      String mend = "run sysctl -w net.ipv4.vs.backup_only=0, or ipvsadm --stop-daemon backup";
      return Optional.of(diagnosis(finding, Id.BACKUP_ONLY, mend));
    }
    return Optional.empty();
  }

  private static Diagnosis diagnosis(Finding finding, Id id, String mend) {
    String where = finding.kind() + " " + finding.key();
    return new Diagnosis(id, Grade.BROKEN, where, finding.observed(), finding.why(), mend);
  }
}
