package io.lvsagent.agent.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;

/** Every option, described once; a {@link CommandName} lists those that it takes. */
public enum Option {
  CONFIG(
      String.class,
      "PATH",
      "The config: a file, a folder of *.yaml, or - for stdin (default: /etc/lvs-agent).",
      "-c"),
  AS(
      String.class,
      "PATH",
      "Take the config for what is to replace PATH. To check it for another host, give the address of"
          + " that host."),
  NETNS(String.class, "NAME", "Work in this network namespace."),
  STATE(String.class, "DIR", "Keep the ledger here (default: /run/lvs-agent)."),
  LOCK_TIMEOUT(int.class, "SECONDS", "Wait this long for another run (default: 10)."),
  OUTPUT(
      String.class,
      "FORMAT",
      "Print text or json (default: text); verify and status also nagios or prometheus.",
      "-o"),
  QUIET("Print nothing if all is well.", "-q"),
  VERBOSE("Print what is well, too, and the stack trace of an error.", "-v"),
  TRACE("Print every message to the kernel, to nft and on the wire, and every answer."),
  HELP("Print this help.", "-h"),
  VERSION("Print the version.", "-V"),
  PROFILE(String.class, "PROFILE", "Use a service without a config: its profile."),
  VIP(String[].class, "VIP", "Its VIP or range of VIPs. May be repeated."),
  UPLINK(String[].class, "DEVICE", "The device that its requests come by. May be repeated."),
  DEVICE(String.class, "DEVICE", "The device of a director's VIPs."),
  DIRECTOR(String.class, "ADDRESS", "The director of a real server in NAT mode."),
  CLUSTER(String.class, "ADDRESS", "Print a cluster, whose director has this address."),
  REAL_SERVERS("Print the services of the real servers as well."),
  KIND(
      String.class,
      "KIND",
      "What the file is: ipvsadm, keepalived, ldirectord, piranha or script (default: what its"
          + " content shows)."),
  CONFIG_ID(String.class, "NAME", "Take the lines that keepalived takes with -i NAME."),
  NAME(String.class, "NAME", "Its name (default: that of the profile)."),
  DRY_RUN("Print what would be done, as plan does."),
  NO_PRUNE("Keep what is no longer in the config."),
  UNLESS_STOPPED("Leave down what was stopped by hand."),
  TAKEOVER("Add a VIP of a director even if another host has it."),
  CONFIRM(int.class, "SECONDS", "Take it back, unless lvs-agent confirm runs within this time."),
  WAIT_DEVICE(int.class, "SECONDS", "Wait this long for missing devices."),
  NO_DRAINS("Give drained real servers their weight back."),
  TIMEOUT(
      String.class,
      "SECONDS",
      "Wait at most this long, such as 0.5 (default: 1; drain waits for ever)."),
  COUNT(
      int.class,
      "N",
      "Send this many packets for each question (default: 3), or end after this many refreshes."),
  EXPECT(String.class, "MAC", "The only hardware address that may answer for the VIPs."),
  REAL_SERVER(
      String[].class,
      "ADDRESS",
      "Ask this real server alone, in the config or not. May be repeated."),
  ALL("Stop every service of the ledger, whatever its origin."),
  FORCE("Restore values even if somebody may rely on ours."),
  REMOVE_VIPS("Remove VIPs that the ledger does not explain."),
  ROOT(String.class, "DIR", "The root folder of the files, such as that of an image (default: /)."),
  REMOVE("Remove the files again."),
  REPAIR("Mend drift as start --unless-stopped does."),
  WATCH("Stay and refresh until q is pressed, with the traffic of each real server."),
  INTERVAL(
      String.class,
      "SECONDS",
      "How often to refresh, or to read what the kernel does not report (default: 2)."),
  TEXTFILE(String.class, "FILE", "Write metrics there, for node_exporter (*.prom)."),
  STRICT("Fail on differences without effect, too."),
  STOP("Print what stop would do."),
  EXIT_CODE("Exit with 2 if there are changes.");

  private final Class<?> type;
  private final String label;
  private final String description;
  private final List<String> letters;

  /** An option that takes a value; {@code letters} are its short names. */
  Option(Class<?> type, String label, String description, String... letters) {
    this.type = type;
    this.label = label;
    this.description = description;
    this.letters = List.of(letters);
  }

  /** An option that is given or not. */
  Option(String description, String... letters) {
    this(boolean.class, "", description, letters);
  }

  /** Returns the long name. */
  public String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns true if the option takes exactly one text. */
  public boolean takesValue() {
    return type == String.class;
  }

  public OptionSpec spec() {
    List<String> names = new ArrayList<>(letters);
    names.add(flag());
    OptionSpec.Builder spec = OptionSpec.builder(names.toArray(new String[0]));
    spec.type(type).description(description).usageHelp(this == HELP).versionHelp(this == VERSION);
    if (type != boolean.class) {
      spec.paramLabel(label).arity("1");
    }
    return spec.build();
  }
}
