package io.lvsagent.agent.usage;

import static io.lvsagent.agent.usage.Option.ALL;
import static io.lvsagent.agent.usage.Option.AS;
import static io.lvsagent.agent.usage.Option.CLUSTER;
import static io.lvsagent.agent.usage.Option.CONFIG;
import static io.lvsagent.agent.usage.Option.CONFIG_ID;
import static io.lvsagent.agent.usage.Option.COUNT;
import static io.lvsagent.agent.usage.Option.DEVICE;
import static io.lvsagent.agent.usage.Option.DIRECTOR;
import static io.lvsagent.agent.usage.Option.DRY_RUN;
import static io.lvsagent.agent.usage.Option.EXIT_CODE;
import static io.lvsagent.agent.usage.Option.EXPECT;
import static io.lvsagent.agent.usage.Option.FORCE;
import static io.lvsagent.agent.usage.Option.HELP;
import static io.lvsagent.agent.usage.Option.INTERVAL;
import static io.lvsagent.agent.usage.Option.KIND;
import static io.lvsagent.agent.usage.Option.LOCK_TIMEOUT;
import static io.lvsagent.agent.usage.Option.NAME;
import static io.lvsagent.agent.usage.Option.NETNS;
import static io.lvsagent.agent.usage.Option.NO_DRAINS;
import static io.lvsagent.agent.usage.Option.NO_PRUNE;
import static io.lvsagent.agent.usage.Option.OUTPUT;
import static io.lvsagent.agent.usage.Option.PROFILE;
import static io.lvsagent.agent.usage.Option.QUIET;
import static io.lvsagent.agent.usage.Option.REAL_SERVER;
import static io.lvsagent.agent.usage.Option.REAL_SERVERS;
import static io.lvsagent.agent.usage.Option.REMOVE;
import static io.lvsagent.agent.usage.Option.REMOVE_VIPS;
import static io.lvsagent.agent.usage.Option.REPAIR;
import static io.lvsagent.agent.usage.Option.ROOT;
import static io.lvsagent.agent.usage.Option.STATE;
import static io.lvsagent.agent.usage.Option.STRICT;
import static io.lvsagent.agent.usage.Option.TAKEOVER;
import static io.lvsagent.agent.usage.Option.TEXTFILE;
import static io.lvsagent.agent.usage.Option.TIMEOUT;
import static io.lvsagent.agent.usage.Option.TRACE;
import static io.lvsagent.agent.usage.Option.UNLESS_STOPPED;
import static io.lvsagent.agent.usage.Option.UPLINK;
import static io.lvsagent.agent.usage.Option.VERBOSE;
import static io.lvsagent.agent.usage.Option.VERSION;
import static io.lvsagent.agent.usage.Option.VIP;
import static io.lvsagent.agent.usage.Option.WAIT_DEVICE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands, the options that they take, and a sentence of help for each. */
public enum CommandName {
  START(
      "Make what is missing, mend what differs, and remove what the config no longer has.",
      true,
      DRY_RUN,
      NO_PRUNE,
      UNLESS_STOPPED,
      NO_DRAINS,
      WAIT_DEVICE,
      TAKEOVER,
      Option.CONFIRM),
  CONFIRM("Keep what start --confirm has done.", false),
  STOP("Undo what start did, and leave what it found.", true, ALL, FORCE, REMOVE_VIPS),
  RESTART(
      "Stop, then start. A config error leaves everything up.",
      true,
      NO_PRUNE,
      WAIT_DEVICE,
      TAKEOVER,
      FORCE),
  STATUS(
      "Show what is up and what differs. The exit codes are those of LSB.",
      true,
      Option.WATCH,
      INTERVAL,
      COUNT,
      TEXTFILE),
  VERIFY("Check for drift. This changes nothing.", true, STRICT, AS, TEXTFILE),
  WATCH("Stay and report drift as it happens, or mend it.", true, REPAIR, INTERVAL, TEXTFILE),
  PLAN(
      "Print what start would do, as shell commands.",
      true,
      Option.STOP,
      ALL,
      EXIT_CODE,
      NO_PRUNE,
      AS),
  ADOPT("Take over what is there as configured, so that stop removes it.", true),
  ANNOUNCE("Announce the VIPs of a director to its neighbours.", true),
  PROBE(
      "Ask on the wire who answers for the VIPs, and whether real servers serve them.",
      true,
      EXPECT,
      REAL_SERVER,
      TIMEOUT,
      COUNT),
  PERSIST(
      "Write the files by which a boot sets the parameters before the network is up.",
      true,
      REMOVE,
      DRY_RUN,
      ROOT),
  DOCTOR("Find what a boot or a restart of the network will break.", true, ROOT),
  DRAIN("Send a real server no new connections, and wait until it has none left.", false, TIMEOUT),
  UNDRAIN("Give a drained real server its weight back.", false),
  CONNECTIONS("List the connections of the IPVS table.", true),
  CHECK("Read the config only. This needs no root.", false, AS),
  IMPORT(
      "Print the config for the file, table or script of another tool.",
      false,
      DEVICE,
      CLUSTER,
      REAL_SERVERS,
      KIND,
      CONFIG_ID),
  PROFILES("List the profiles, or print one.", false);

  public static final List<Option> GLOBAL =
      List.of(CONFIG, NETNS, STATE, LOCK_TIMEOUT, OUTPUT, QUIET, VERBOSE, TRACE, HELP, VERSION);
  public static final List<Option> SERVICE = List.of(PROFILE, VIP, UPLINK, DEVICE, DIRECTOR, NAME);

  private final String summary;
  private final boolean takesServices;
  private final List<Option> own;

  CommandName(String summary, boolean takesServices, Option... own) {
    this.summary = summary;
    this.takesServices = takesServices;
    this.own = List.of(own);
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String summary() {
    return summary;
  }

  /** Returns the label of the words after the command; empty if it takes none. */
  public String operand() {
    return switch (this) {
      case PROFILES -> "NAME";
      case DRAIN, UNDRAIN -> "REAL-SERVER...";
      case IMPORT -> "FILE";
      default -> takesServices ? "SERVICE" : "";
    };
  }

  public String operandDescription() {
    return switch (this) {
      case PROFILES -> "The profile to print.";
      case DRAIN, UNDRAIN ->
          "The address of the real server, or ADDRESS:PORT for one of its ports.";
      case IMPORT -> "The file to read; nothing of it is run. - is the standard input.";
      default -> "Services of the config (default: all of them).";
    };
  }

  /** Returns command lines that people copy. */
  public List<String> examples() {
    return switch (this) {
      case START ->
          List.of(
              "start",
              "start web",
              "start --profile dr --vip 192.0.2.10",
              "start --confirm 60",
              "start --dry-run");
      case CONFIRM -> List.of("confirm");
      case STOP -> List.of("stop", "stop web", "stop --all");
      case RESTART -> List.of("restart web");
      case STATUS -> List.of("status", "status --watch", "status -o json");
      case VERIFY -> List.of("verify", "verify -q", "verify --strict web", "verify -o nagios");
      case WATCH -> List.of("watch", "watch --repair", "watch -o json web");
      case PLAN ->
          List.of("plan", "plan --stop web", "plan -c - --as /etc/lvs-agent/web.yaml < new.yaml");
      case ADOPT -> List.of("adopt web");
      case ANNOUNCE -> List.of("announce web");
      case PROBE ->
          List.of(
              "probe",
              "probe web --real-server 192.0.2.103",
              "probe --vip 192.0.2.10 --device eth0 --expect 00:0c:29:4e:80:4a");
      case PERSIST -> List.of("persist", "persist --dry-run", "persist --remove");
      case DOCTOR -> List.of("doctor", "doctor --root /mnt/image", "doctor -o json web");
      case DRAIN -> List.of("drain 192.0.2.101", "drain 192.0.2.101:80 --timeout 60");
      case UNDRAIN -> List.of("undrain 192.0.2.101");
      case CONNECTIONS -> List.of("connections", "connections web");
      case CHECK -> List.of("check", "-c web.yaml check", "check --as 192.0.2.21");
      case IMPORT ->
          List.of(
              "import --device eth0 saved.ipvsadm",
              "import --device eth0 --cluster 192.0.2.2 -",
              "import --real-servers /etc/keepalived/keepalived.conf");
      case PROFILES -> List.of("profiles", "profiles dr");
    };
  }

  public List<Option> options() {
    List<Option> options = new ArrayList<>(own);
    if (takesServices) {
      options.addAll(SERVICE);
    }
    options.addAll(GLOBAL);
    return options;
  }
}
