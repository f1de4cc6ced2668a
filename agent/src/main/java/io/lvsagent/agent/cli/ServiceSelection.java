package io.lvsagent.agent.cli;

import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.config.TrustedOwners;
import io.lvsagent.profiles.yaml.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The services that a command line names, from its flags or from the config.
 *
 * @param all whether it names none, which means all of the origin
 */
record ServiceSelection(String origin, List<Service> services, boolean all) {

  /** Throws ConfigException, and UsageException for a name that the config does not have. */
  static ServiceSelection of(Arguments arguments) {
    Optional<CommandLineService> flags = arguments.flags();
    if (flags.isPresent()) {
      return new ServiceSelection(CommandLineService.ORIGIN, List.of(flags.get().service()), false);
    }
    Config config = config(arguments);
    List<String> names = arguments.operands();
    if (names.isEmpty()) {
      return new ServiceSelection(config.origin(), config.services(), true);
    }
    List<Service> services = new ArrayList<>();
    for (String name : names) {
      services.add(
          config.services().stream()
              .filter(service -> service.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name, config, arguments)));
    }
    return new ServiceSelection(config.origin(), services, false);
  }

  static Config config(Arguments arguments) {
    Path uidMap = Path.of("/proc/self/uid_map");
    return Config.read(arguments.config(), TrustedOwners.of(Libc.geteuid(), uidMap));
  }

  private static UsageException unknown(String name, Config config, Arguments arguments) {
    List<String> known = config.services().stream().map(Service::name).toList();
    return new UsageException(
        "no service \""
            + name
            + "\" in "
            + config.origin()
            + ", which has "
            + (known.isEmpty() ? "none" : String.join(", ", known)),
        arguments.verb().word());
  }

  /** Throws ConfigException where a name is up from another origin. */
  void requireOrigins(Ledger ledger) {
    for (Service service : services) {
      Started started = ledger.services().get(service.name());
      if (started != null && started.up() && !started.origin().equals(origin)) {
        throw new ConfigException(
            service.origin(),
            0,
            0,
            "service "
                + service.name()
                + " is up from "
                + started.origin()
                + ": stop it, or give this one another name");
      }
    }
  }

  /** Names of this origin in the ledger that the config does not have any more. */
  List<String> gone(Ledger ledger) {
    List<String> gone = new ArrayList<>();
    for (Started started : ledger.services().values()) {
      boolean here = services.stream().anyMatch(s -> s.name().equals(started.name()));
      if (all && !here && started.origin().equals(origin)) {
        gone.add(started.name());
      }
    }
    return gone;
  }
}
