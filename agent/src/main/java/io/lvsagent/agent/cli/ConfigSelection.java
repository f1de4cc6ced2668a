package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.config.StandardInput;
import io.lvsagent.profiles.config.TrustedOwners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntPredicate;

/**
 * The services that a command line names, before it is known which of them this host has: the
 * clusters of a config mean different services on each host.
 */
final class ConfigSelection {
  private final Arguments arguments;
  private final Optional<ServiceSelection> anywhere;
  private final Optional<Config> clustered;

  private ConfigSelection(
      Arguments arguments, Optional<ServiceSelection> anywhere, Optional<Config> clustered) {
    this.arguments = arguments;
    this.anywhere = anywhere;
    this.clustered = clustered;
  }

  /** Throws ConfigException, and UsageException for a name that the config does not have. */
  static ConfigSelection of(Arguments arguments) {
    Optional<CommandLineService> flags = arguments.flags();
    if (flags.isPresent()) {
      List<Service> services = List.of(flags.get().service());
      return anywhere(new ServiceSelection(arguments, CommandLineService.ORIGIN, services, false));
    }
    requireNoFile(arguments);
    Config config = config(arguments);
    return config.clusters().isEmpty()
        ? anywhere(ServiceSelection.among(arguments, config.origin(), config.services()))
        : new ConfigSelection(arguments, Optional.empty(), Optional.of(config));
  }

  private static ConfigSelection anywhere(ServiceSelection selection) {
    return new ConfigSelection(selection.arguments(), Optional.of(selection), Optional.empty());
  }

  static Config config(Arguments arguments) {
    Path uidMap = Path.of("/proc/self/uid_map");
    IntPredicate owners = TrustedOwners.of(Libc.geteuid(), uidMap);
    Optional<Path> as = arguments.as();
    if (arguments.text(Option.CONFIG).equals(Optional.of(StandardInput.PATH))) {
      requireOneLook(arguments);
    }
    return as.isEmpty()
        ? Config.read(arguments.config(), owners)
        : Config.candidate(arguments.config(), as.get(), Arguments.DEFAULT_CONFIG, owners);
  }

  /** Throws UsageException for a command that would read the standard input again. */
  private static void requireOneLook(Arguments arguments) {
    if (arguments.has(Option.WATCH) || arguments.command().equals(Optional.of(CommandName.WATCH))) {
      throw arguments.usage(
          "--config: %s reads the config again, and the standard input only once: name a file"
              .formatted(arguments.word()));
    }
  }

  /** Throws UsageException for a file in the place of a service. */
  private static void requireNoFile(Arguments arguments) {
    for (String name : arguments.operands()) {
      boolean isPath = name.indexOf('/') >= 0 || name.matches(".*\\.ya?ml");
      if (isPath && Files.isRegularFile(Path.of(name)) && !arguments.has(Option.CONFIG)) {
        throw arguments.usage("\"%s\" is a file, not a service: use -c %s".formatted(name, name));
      }
    }
  }

  /**
   * Returns the services of the session's host. Throws HostRequirementException if it has no part
   * in the config, and UsageException for a name that it does not have.
   */
  ServiceSelection on(Session session) {
    return anywhere.orElseGet(() -> on(session, clustered.orElseThrow()));
  }

  /** Returns the same for a command that needs a session for nothing else. */
  ServiceSelection onThisHost(Console console) {
    if (anywhere.isPresent()) {
      return anywhere.get();
    }
    try (Session session = Session.toRead(arguments, console)) {
      return on(session);
    }
  }

  private ServiceSelection on(Session session, Config config) {
    SessionHost host = new SessionHost(session.kernel(), session.ledger());
    List<Service> services = config.on(host);
    if (services.isEmpty()) {
      requirePart(config.clusters(), host);
    }
    return ServiceSelection.among(arguments, config.origin(), services);
  }

  /** A host may have a part and no service, as a real server behind masquerading. */
  private static void requirePart(Map<String, Set<Ip>> clusters, SessionHost host) {
    StringJoiner lacking = new StringJoiner("; ");
    for (Map.Entry<String, Set<Ip>> cluster : clusters.entrySet()) {
      if (cluster.getValue().stream().anyMatch(ip -> host.device(ip).isPresent())) {
        return;
      }
      lacking.add(cluster.getKey() + " has " + Note.listOf(cluster.getValue()));
    }
    throw new HostRequirementException(
        Missing.ADDRESS, "this host has no address of a cluster: " + lacking);
  }
}
