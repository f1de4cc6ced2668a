package io.lvsagent.agent.cli;

import picocli.CommandLine.Model.OptionSpec;

/** Every option, described once; a {@link CommandName} lists those that it takes. */
enum Option {
  CONFIG(
      String.class,
      "PATH",
      "The config file, or a folder of *.yaml (default: /etc/lvs-agent).",
      "-c",
      "--config"),
  NETNS(String.class, "NAME", "Work in this network namespace.", "--netns"),
  STATE(String.class, "DIR", "Keep the ledger here (default: /run/lvs-agent).", "--state"),
  LOCK_TIMEOUT(
      int.class, "SECONDS", "Wait this long for another run (default: 10).", "--lock-timeout"),
  OUTPUT(String.class, "FORMAT", "Print text or json (default: text).", "-o", "--output"),
  QUIET(boolean.class, "", "Print nothing if all is well.", "-q", "--quiet"),
  VERBOSE(
      boolean.class,
      "",
      "Print what is well, too, and the stack trace of an error.",
      "-v",
      "--verbose"),
  TRACE(
      boolean.class,
      "",
      "Print every message to the kernel, to nft and on the wire, and every answer.",
      "--trace"),
  HELP(boolean.class, "", "Print this help.", "-h", "--help"),
  VERSION(boolean.class, "", "Print the version.", "-V", "--version"),

  PROFILE(String.class, "PROFILE", "Use a service without a config: its profile.", "--profile"),
  VIP(String[].class, "VIP", "Its VIP or range of VIPs. May be repeated.", "--vip"),
  UPLINK(
      String[].class,
      "DEVICE",
      "The device that its requests come by. May be repeated.",
      "--uplink"),
  DEVICE(String.class, "DEVICE", "The device of a director's VIPs.", "--device"),
  DIRECTOR(String.class, "ADDRESS", "The director of a real server in NAT mode.", "--director"),
  NAME(String.class, "NAME", "Its name (default: that of the profile).", "--name"),

  DRY_RUN(boolean.class, "", "Print what would be done, as plan does.", "--dry-run"),
  NO_PRUNE(boolean.class, "", "Keep what is no longer in the config.", "--no-prune"),
  UNLESS_STOPPED(boolean.class, "", "Leave down what was stopped by hand.", "--unless-stopped"),
  TAKEOVER(boolean.class, "", "Add a VIP of a director even if another host has it.", "--takeover"),
  WAIT_DEVICE(int.class, "SECONDS", "Wait this long for missing devices.", "--wait-device"),
  NO_DRAINS(boolean.class, "", "Give drained real servers their weight back.", "--no-drains"),
  TIMEOUT(
      int.class,
      "SECONDS",
      "Wait no longer than this (default: as long as it takes).",
      "--timeout"),
  ALL(boolean.class, "", "Stop every service of the ledger, whatever its origin.", "--all"),
  FORCE(boolean.class, "", "Restore values even if somebody may rely on ours.", "--force"),
  REMOVE_VIPS(boolean.class, "", "Remove VIPs that the ledger does not explain.", "--remove-vips"),
  STRICT(boolean.class, "", "Fail on differences without effect, too.", "--strict"),
  STOP(boolean.class, "", "Print what stop would do.", "--stop"),
  EXIT_CODE(boolean.class, "", "Exit with 2 if there are changes.", "--exit-code");

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

  /** Returns the long name. */
  String flag() {
    return names[names.length - 1];
  }

  /** Returns true if the option takes exactly one text. */
  boolean takesValue() {
    return type == String.class;
  }

  OptionSpec spec() {
    OptionSpec.Builder spec = OptionSpec.builder(names).type(type).description(description);
    if (type != boolean.class) {
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
