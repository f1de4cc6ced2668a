package io.lvsagent.agent.cli;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.doctor.Doctor;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.intent.Note;
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
        return ofHost(root, config.on(session), session);
      }
    }
    List<Diagnosis> found =
        Doctor.ofFiles(root, config.onThisHost(console).services(), List.of(), Optional.empty());
    return report(arguments, found, ExitCode.OK);
  }

  /** What is missing on a host is no reason not to say what the files will do. */
  private static Report ofHost(RootFolder root, ServiceSelection selection, Session session) {
    List<Service> services = selection.services();
    String release = root.lines("/proc/sys/kernel/osrelease").get(0);
    List<Link> links = session.kernel().rtnetlink().links();
    List<Diagnosis> found =
        new ArrayList<>(Doctor.ofFiles(root, services, links, Optional.of(release)));
    try {
      found.addAll(
          Doctor.ofKernel(session.kernel(), services, selection.verified(session), release));
      return report(selection.arguments(), found, ExitCode.OK);
    } catch (HostRequirementException | ConfigException | ConflictException e) {
      String text = e.getMessage() + ": only the files were looked at";
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
