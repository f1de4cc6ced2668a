package io.lvsagent.agent.cli;

import picocli.CommandLine.Model.OptionSpec;

/** Every option, said once; a {@link CommandName} names those that it takes. */
enum Option {
  CONFIG(
      String.class,
      "PATH",
      "config file, or folder of *.yaml (default: /etc/lvs-agent)",
      "-c",
      "--config"),
  NETNS(String.class, "NAME", "work in this network namespace", "--netns"),
  STATE(String.class, "DIR", "where the ledger is kept (default: /run/lvs-agent)", "--state"),
  LOCK_TIMEOUT(int.class, "SECONDS", "wait for another run (default: 10)", "--lock-timeout"),
  OUTPUT(String.class, "FORMAT", "text or json (default: text)", "-o", "--output"),
  QUIET(boolean.class, "", "print nothing when all is well", "-q", "--quiet"),
  VERBOSE(boolean.class, "", "print what is well, too; stack traces of bugs", "-v", "--verbose"),
  TRACE(
      boolean.class, "", "print all that is said to the kernel, to nft and on the wire", "--trace"),
  HELP(boolean.class, "", "print this", "-h", "--help"),
  VERSION(boolean.class, "", "print the version", "-V", "--version"),

  PROFILE(String.class, "PROFILE", "a service without a config: its profile", "--profile"),
  VIP(String[].class, "VIP", "its VIP or range of VIPs; may be repeated", "--vip"),
  UPLINK(String[].class, "DEVICE", "where its parameters are written; may be repeated", "--uplink"),
  DEVICE(String.class, "DEVICE", "a director's device", "--device"),
  DIRECTOR(String.class, "ADDRESS", "the director of a real server in NAT mode", "--director"),
  NAME(String.class, "NAME", "its name (default: the profile's)", "--name"),

  DRY_RUN(boolean.class, "", "print what would be done, as plan does", "--dry-run"),
  NO_PRUNE(boolean.class, "", "remove nothing that is no longer in the config", "--no-prune"),
  UNLESS_STOPPED(boolean.class, "", "leave down what was stopped by hand", "--unless-stopped"),
  TAKEOVER(boolean.class, "", "add a director's VIPs though another host has them", "--takeover"),
  WAIT_DEVICE(int.class, "SECONDS", "wait for devices that are not there yet", "--wait-device"),
  NO_DRAINS(boolean.class, "", "give drained real servers their weight back", "--no-drains"),
  TIMEOUT(int.class, "SECONDS", "wait no longer (default: as long as it takes)", "--timeout"),
  ALL(boolean.class, "", "every service in the ledger, whatever its origin", "--all"),
  FORCE(boolean.class, "", "put back values that somebody may rely on", "--force"),
  REMOVE_VIPS(boolean.class, "", "remove VIPs that no ledger explains", "--remove-vips"),
  STRICT(boolean.class, "", "fail on differences without effect, too", "--strict"),
  STOP(boolean.class, "", "what stop would do", "--stop"),
  EXIT_CODE(boolean.class, "", "exit with 2 when there are changes", "--exit-code");

  private final Class<?> type;
  private final String label;
  private final String description;
  private final String[] names;

  Option(Class<?> type, String label, String description, String... names) {
    this.type = type;
    this.label = label;
    this.description = description;
    this.names = names;
  }

  /** The long name. */
  String flag() {
    return names[names.length - 1];
  }

  boolean takesValue() {
    return type != boolean.class;
  }

  boolean isNamed(String word) {
    for (String name : names) {
      if (name.equals(word)) {
        return true;
      }
    }
    return false;
  }

  OptionSpec spec() {
    OptionSpec.Builder spec = OptionSpec.builder(names).type(type).description(description);
    if (takesValue()) {
      spec.paramLabel(label).arity("1");
    }
    if (this == HELP) {
      spec.usageHelp(true);
    }
    if (this == VERSION) {
      spec.versionHelp(true);
    }
    return spec.build();
  }
}
