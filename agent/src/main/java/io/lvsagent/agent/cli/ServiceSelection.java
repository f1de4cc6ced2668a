package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.usage.UsageException;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.Suggestion;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The services of this host that a command line names, from its flags or from the config.
 *
 * @param all true if it names none, which means all services of the origin
 */
record ServiceSelection(Arguments arguments, String origin, List<Service> services, boolean all) {

  /** Throws UsageException for a name that is none of the services. */
  static ServiceSelection among(Arguments arguments, String origin, List<Service> services) {
    List<String> names = arguments.operands();
    if (names.isEmpty()) {
      return new ServiceSelection(arguments, origin, services, true);
    }
    Map<String, Service> known = new LinkedHashMap<>();
    services.forEach(service -> known.put(service.name(), service));
    List<Service> selected = new ArrayList<>();
    for (String name : names) {
      Service service = known.get(name);
      if (service == null) {
        String has = known.isEmpty() ? "none" : String.join(", ", known.keySet());
        String hint =
            Suggestion.of(name, known.keySet()).map(s -> " (did you mean " + s + "?)").orElse("");
        throw arguments.usage(
            "no service \"%s\" in %s, which has %s%s".formatted(name, origin, has, hint));
      }
      selected.add(service);
    }
    return new ServiceSelection(arguments, origin, selected, false);
  }

  /**
   * Returns what {@link ConfigSelection} has on the host; without services, and with a note, if the
   * config is not sound or not for this host, and the ledger has services that were started from
   * it.
   */
  static ServiceSelection ofSound(Session session, List<Note> notes) {
    Arguments arguments = session.arguments();
    try {
      return ConfigSelection.of(arguments).on(session);
    } catch (ConfigException | HostRequirementException e) {
      if (!arguments.operands().isEmpty() || toStop(arguments, session.ledger()).isEmpty()) {
        throw e;
      }
      notes.add(new Note("config-not-read", e.getMessage() + ": going on by the ledger"));
      return new ServiceSelection(arguments, "", List.of(), true);
    }
  }

  /**
   * Returns what {@code status} shows: the services of the config, or those of the ledger alone if
   * there is no sound config. Of services that are named, the config may lack those that the ledger
   * knows, because a cluster manager asks for a name, whatever became of the config.
   *
   * @param configured true if there is a config, or flags in its place
   */
  static ServiceSelection toShow(Session session, boolean configured, List<Note> notes) {
    Arguments arguments = session.arguments();
    List<String> names = arguments.operands();
    boolean known = !names.isEmpty() && session.ledger().services().keySet().containsAll(names);
    try {
      if (configured) {
        return ofSound(session, notes);
      }
      if (names.isEmpty() || known) {
        return new ServiceSelection(arguments, "", List.of(), names.isEmpty());
      }
      throw arguments.usage(
          "no config in %s, and the ledger does not know every one of: %s"
              .formatted(arguments.config(), String.join(", ", names)));
    } catch (ConfigException | HostRequirementException | UsageException e) {
      if (!known) {
        throw e;
      }
      notes.add(new Note("config-not-read", e.getMessage() + ": going on by the ledger"));
      return new ServiceSelection(arguments, "", List.of(), false);
    }
  }

  /** Returns the states of what {@link #toShow} has selected. */
  List<ServiceStatus> shown(Session session) {
    Ledger ledger = session.ledger();
    Verification verification = new Verification(session.kernel(), ledger, services, Set.of());
    List<ServiceStatus> statuses = verification.statuses(services, origin, all);
    for (String name : services.isEmpty() ? arguments.operands() : List.<String>of()) {
      Started started = ledger.services().get(name);
      if (started != null) {
        statuses.add(verification.fromLedger(started));
      }
    }
    return statuses;
  }

  /** Returns the LSB code; what is left of others does not count against a service that is up. */
  int lsb(List<ServiceStatus> statuses) {
    List<ServiceStatus> counted = new ArrayList<>(statuses);
    if (!all) {
      counted.removeIf(ServiceStatus::isLeftovers);
    }
    boolean up = !all && ExitCode.lsb(counted) != State.STOPPED.lsb();
    return ExitCode.lsb(up ? counted : statuses);
  }

  /** Compares what they expect with what is there. */
  List<ServiceStatus> verified(Session session) {
    return Verification.of(session.kernel(), session.ledger(), services, origin, all);
  }

  /** Returns the request to start them. Throws ConfigException if one is up from another origin. */
  RunRequest toStart(Ledger ledger) {
    requireOrigins(ledger);
    List<String> pruned = arguments.has(Option.NO_PRUNE) ? List.of() : gone(ledger);
    if (unlessStopped()) {
      pruned = pruned.stream().filter(name -> !isTakenBack(ledger.services().get(name))).toList();
    }
    List<Service> starting = new ArrayList<>(services);
    starting.removeIf(service -> isLeftStopped(service, ledger));
    Drains drains = arguments.has(Option.NO_DRAINS) ? Drains.none(ledger) : Drains.KEPT;
    return RunRequest.start(starting, pruned, drains);
  }

  private boolean unlessStopped() {
    return arguments.has(Option.UNLESS_STOPPED)
        || arguments.command().equals(Optional.of(CommandName.WATCH));
  }

  private boolean isLeftStopped(Service service, Ledger ledger) {
    Started started = ledger.services().get(service.name());
    return unlessStopped() && started != null && (!started.up() || started.takenBack());
  }

  private static boolean isTakenBack(@Nullable Started started) {
    return started != null && started.takenBack();
  }

  /** Returns notes on the services that {@link #toStart} leaves out, if any. */
  List<Note> leftStopped(Ledger ledger) {
    List<String> stopped = new ArrayList<>();
    List<String> takenBack = new ArrayList<>();
    for (Service service : services) {
      if (isLeftStopped(service, ledger)) {
        boolean isTakenBack = isTakenBack(ledger.services().get(service.name()));
        (isTakenBack ? takenBack : stopped).add(service.name());
      }
    }
    List<Note> notes = new ArrayList<>();
    if (!stopped.isEmpty()) {
      String text = "left stopped, because they were stopped by hand: ";
      notes.add(new Note("left-stopped", text + String.join(", ", stopped)));
    }
    if (!takenBack.isEmpty()) {
      String text = "left as they are, because a start was not confirmed and taken back: ";
      notes.add(new Note("left-taken-back", text + String.join(", ", takenBack)));
    }
    return notes;
  }

  /** Returns the names of the services to stop before they are started again. */
  List<String> toStop(Ledger ledger) {
    return all ? toStop(arguments, ledger) : services.stream().map(Service::name).toList();
  }

  /**
   * Returns the names of the services to stop, from flags, words and ledger, without the config.
   */
  static List<String> toStop(Arguments arguments, Ledger ledger) {
    Optional<CommandLineService> flags = arguments.flags();
    if (flags.isPresent()) {
      return List.of(flags.get().service().name());
    }
    if (!arguments.operands().isEmpty()) {
      return arguments.operands();
    }
    Map<String, Started> stopping = new LinkedHashMap<>(ledger.services());
    boolean isNamed = arguments.has(Option.CONFIG) || Files.exists(arguments.config());
    if (!arguments.has(Option.ALL) && isNamed) {
      String origin = Config.originOf(arguments.config());
      stopping.values().removeIf(started -> !started.origin().equals(origin));
    }
    return List.copyOf(stopping.keySet());
  }

  /** Throws ConfigException if a name is up from another origin. */
  void requireOrigins(Ledger ledger) {
    for (Service service : services) {
      Started started = ledger.services().get(service.name());
      if (started != null && started.up() && !started.origin().equals(origin)) {
        String text =
            "service %s is up from %s: stop it, or give this one another name"
                .formatted(service.name(), started.origin());
        throw Place.of(service.origin()).wrong(text);
      }
    }
  }

  /** Returns the names that the ledger has of this origin and the config has no more. */
  private List<String> gone(Ledger ledger) {
    if (!all) {
      return List.of();
    }
    Map<String, Started> gone = new LinkedHashMap<>(ledger.services());
    services.forEach(service -> gone.remove(service.name()));
    gone.values().removeIf(started -> !started.origin().equals(origin));
    return List.copyOf(gone.keySet());
  }
}
