package io.lvsagent.agent.cli;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.doctor.Doctor;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code doctor}: finds what will break services, and changes nothing. */
final class DoctorCommand {
  private DoctorCommand() {}

  static Report run(Arguments arguments, Console console) {
    RootFolder root = new RootFolder(arguments.root());
    ServiceSelection selection = ServiceSelection.of(arguments);
    List<Diagnosis> found = new ArrayList<>();
    if (arguments.has(Option.ROOT)) {
      found.addAll(Doctor.ofFiles(root, selection.services(), List.of(), Optional.empty()));
    } else {
      try (Session session = Session.toRead(arguments, console)) {
        List<Service> services = selection.services();
        String release = root.lines("/proc/sys/kernel/osrelease").get(0);
        List<Link> links = session.kernel().rtnetlink().links();
        found.addAll(Doctor.ofFiles(root, services, links, Optional.of(release)));
        List<ServiceStatus> verified = selection.verified(session);
        found.addAll(Doctor.ofKernel(session.kernel(), services, verified, release));
      }
    }
    ExitCode exit = found.isEmpty() ? ExitCode.OK : ExitCode.DRIFT;
    return Report.of(arguments.word()).diagnosing(Doctor.sorted(found)).exiting(exit.code());
  }
}
