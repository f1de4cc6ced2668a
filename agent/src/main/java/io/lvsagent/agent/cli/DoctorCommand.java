package io.lvsagent.agent.cli;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.doctor.Doctor;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.programs.FilterPrograms;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code doctor}: finds what will break services, and changes nothing. */
final class DoctorCommand {
  private DoctorCommand() {}

  static Report run(Arguments arguments, Console console) {
    RootFolder root = new RootFolder(arguments.root());
    ConfigSelection config = ConfigSelection.of(arguments);
    if (!arguments.has(Option.ROOT)) {
      try (Session session = Session.toRead(arguments, console)) {
        Kernel.InputRules rules =
            new FilterPrograms(session.kernel().nft(), Session.programTrace(arguments, console));
        return ofHost(root, config.on(session), session, rules);
      }
    }
    List<Diagnosis> found =
        Doctor.ofFiles(root, config.onThisHost(console).services(), List.of(), Optional.empty());
    return report(arguments, found, ExitCode.OK);
  }

  /** Reports what the files and the kernel tell also where verify refuses the host. */
  private static Report ofHost(
      RootFolder root, ServiceSelection selection, Session session, Kernel.InputRules rules) {
    List<Service> services = selection.services();
    String release = root.lines("/proc/sys/kernel/osrelease").get(0);
    List<Link> links = session.kernel().rtnetlink().links();
    List<Diagnosis> found =
        new ArrayList<>(Doctor.ofFiles(root, services, links, Optional.of(release)));
    found.addAll(Doctor.ofKernel(session.kernel(), rules, services, release));
    try {
      found.addAll(Doctor.ofVerified(selection.verified(session)));
      return report(selection.arguments(), found, ExitCode.OK);
    } catch (HostRequirementException | ConfigException | ConflictException e) {
      String text = e.getMessage() + ": this list is without what verify would find";
      return report(selection.arguments(), found, ExitCode.of(e))
          .noting(List.of(new Note("not-verified", text)));
    }
  }

  /**
   * @param otherwise the exit code if nothing was found
   */
  private static Report report(Arguments arguments, List<Diagnosis> found, ExitCode otherwise) {
    ExitCode exit = found.isEmpty() ? otherwise : ExitCode.DRIFT;
    return Report.of(arguments.word()).diagnosing(Doctor.sorted(found)).exiting(exit.code());
  }
}
