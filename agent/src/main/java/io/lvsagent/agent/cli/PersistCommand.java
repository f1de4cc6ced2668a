package io.lvsagent.agent.cli;

import io.lvsagent.agent.boot.PersistedFile;
import io.lvsagent.agent.boot.PersistedFile.Result;
import io.lvsagent.agent.boot.PersistedFiles;
import io.lvsagent.agent.boot.Persistence;
import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.boot.SysctlLine;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.sysctl.SysctlKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code persist}: writes the files of ours in /etc, or removes them. */
final class PersistCommand {
  private static final String WHY_DIFFERENT =
      "a boot would not set what the config says now: run lvs-agent persist";

  private PersistCommand() {}

  static Report run(Arguments arguments, Console console) {
    RootFolder root = new RootFolder(arguments.root());
    PersistedFiles files = new PersistedFiles(root);
    List<Note> notes = new ArrayList<>();
    List<PersistedFile> planned;
    if (arguments.has(Option.REMOVE)) {
      if (!arguments.operands().isEmpty() || arguments.has(Option.PROFILE)) {
        throw arguments.usage("--remove removes the files: leave out services and --profile");
      }
      planned = files.removal();
    } else {
      List<Service> services = ConfigSelection.of(arguments).onThisHost(console).services();
      Persistence wanted = Persistence.of(root, services, links(arguments));
      String file = root.shown(PersistedFiles.SYSCTLS);
      wanted.overridden().forEach((key, line) -> notes.add(overridden(file, key, line)));
      planned = files.planned(wanted);
    }
    for (PersistedFile file : planned) {
      if (file.result() == Result.FOREIGN) {
        notes.add(new Note("file-not-ours", file.path() + " is not a file of lvs-agent: it stays"));
      }
    }
    if (arguments.has(Option.NETNS)) {
      notes.add(new Note("host-namespace", "files are applied at boot to the host's namespace"));
    }
    boolean dry = arguments.has(Option.DRY_RUN);
    if (dry) {
      PersistedFiles.requireOurs(planned);
    }
    List<PersistedFile> result = dry ? planned : files.apply(planned);
    boolean changed = planned.stream().anyMatch(file -> file.result() == Result.PLANNED);
    return Report.of(arguments.word())
        .with(new Report.Run(changed, dry, List.of(), List.of()))
        .persisting(result)
        .noting(notes);
  }

  private static Note overridden(String file, SysctlKey key, SysctlLine line) {
    String text =
        "%s sets %s to %s after %s: remove the line, or give its file an earlier name"
            .formatted(line.place(), key, line.value().orElseThrow(), file);
    return new Note("persist-overridden", text);
  }

  /** Returns the devices of this host; none for an image. */
  static List<Link> links(Arguments arguments) {
    if (arguments.has(Option.ROOT)) {
      return List.of();
    }
    arguments.netns().ifPresent(Session::enter);
    try (Rtnetlink kernel = Rtnetlink.open()) {
      return kernel.links();
    }
  }

  /** Returns our files if they differ from what services would write. */
  static List<PersistedFile> differing(Session session, List<Service> services) {
    RootFolder root = new RootFolder(Path.of("/"));
    List<Link> links = session.kernel().rtnetlink().links();
    List<PersistedFile> differing =
        new ArrayList<>(new PersistedFiles(root).planned(Persistence.of(root, services, links)));
    differing.removeIf(file -> file.result() != Result.PLANNED);
    return differing;
  }

  /** Returns the differences of our files as the findings of no service. */
  static List<ServiceStatus> findings(Session session, List<Service> services) {
    List<Finding> findings = new ArrayList<>();
    for (PersistedFile file : differing(session, services)) {
      findings.add(Finding.ofFile(file.path(), "as persist writes it", "different", WHY_DIFFERENT));
    }
    State up = State.UP;
    return findings.isEmpty()
        ? List.of()
        : List.of(new ServiceStatus("(persisted)", "", "", up, List.of(), findings));
  }

  /** Returns a note on each file of ours that is there. */
  static List<Note> staying() {
    List<Note> notes = new ArrayList<>();
    for (PersistedFile file : new PersistedFiles(new RootFolder(Path.of("/"))).removal()) {
      if (file.result() == Result.PLANNED) {
        String text = "stays: %s, until lvs-agent persist --remove removes it";
        notes.add(new Note("file-stays", text.formatted(file.path())));
      }
    }
    return notes;
  }
}
