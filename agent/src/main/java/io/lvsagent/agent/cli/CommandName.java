package io.lvsagent.agent.cli;

import static io.lvsagent.agent.cli.Option.ALL;
import static io.lvsagent.agent.cli.Option.CONFIG;
import static io.lvsagent.agent.cli.Option.DEVICE;
import static io.lvsagent.agent.cli.Option.DIRECTOR;
import static io.lvsagent.agent.cli.Option.DRY_RUN;
import static io.lvsagent.agent.cli.Option.EXIT_CODE;
import static io.lvsagent.agent.cli.Option.FORCE;
import static io.lvsagent.agent.cli.Option.HELP;
import static io.lvsagent.agent.cli.Option.LOCK_TIMEOUT;
import static io.lvsagent.agent.cli.Option.NAME;
import static io.lvsagent.agent.cli.Option.NETNS;
import static io.lvsagent.agent.cli.Option.NO_DRAINS;
import static io.lvsagent.agent.cli.Option.NO_PRUNE;
import static io.lvsagent.agent.cli.Option.OUTPUT;
import static io.lvsagent.agent.cli.Option.PROFILE;
import static io.lvsagent.agent.cli.Option.QUIET;
import static io.lvsagent.agent.cli.Option.REMOVE_VIPS;
import static io.lvsagent.agent.cli.Option.STATE;
import static io.lvsagent.agent.cli.Option.STOP;
import static io.lvsagent.agent.cli.Option.STRICT;
import static io.lvsagent.agent.cli.Option.TAKEOVER;
import static io.lvsagent.agent.cli.Option.TIMEOUT;
import static io.lvsagent.agent.cli.Option.TRACE;
import static io.lvsagent.agent.cli.Option.UNLESS_STOPPED;
import static io.lvsagent.agent.cli.Option.UPLINK;
import static io.lvsagent.agent.cli.Option.VERBOSE;
import static io.lvsagent.agent.cli.Option.VERSION;
import static io.lvsagent.agent.cli.Option.VIP;
import static io.lvsagent.agent.cli.Option.WAIT_DEVICE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The commands, what they take and what they do in a line. */
enum CommandName {
  START(
      "converge: make what is missing, mend what differs, remove what is no longer wanted",
      true,
      DRY_RUN,
      NO_PRUNE,
      UNLESS_STOPPED,
      NO_DRAINS,
      WAIT_DEVICE,
      TAKEOVER),
  STOP_SERVICES(
      "stop", "undo what was done, leaving what was found", true, ALL, FORCE, REMOVE_VIPS),
  RESTART(
      "stop, then start; a config error leaves everything up",
      true,
      NO_PRUNE,
      WAIT_DEVICE,
      TAKEOVER,
      FORCE),
  STATUS("what is up and what differs; LSB exit codes", true),
  VERIFY("check for drift, changing nothing", true, STRICT),
  PLAN("print what start would do, as shell commands", true, STOP, ALL, EXIT_CODE, NO_PRUNE),
  ADOPT("take what stands there as configured for ours, so that stop removes it", true),
  ANNOUNCE("tell the neighbours of a director where its VIPs are", true),
  DRAIN("send a real server no new connections, and wait until it has none left", false, TIMEOUT),
  UNDRAIN("give a drained real server its weight back", false),
  CONNECTIONS("list the connections of the IPVS table", true),
  CHECK("read the config only", false),
  IMPORT("print the config for what ipvsadm -S -n printed", false, DEVICE),
  PROFILES("list the profiles, or print one", false);

  private static final List<Option> GLOBAL =
      List.of(CONFIG, NETNS, STATE, LOCK_TIMEOUT, OUTPUT, QUIET, VERBOSE, TRACE, HELP, VERSION);
  private static final List<Option> SERVICE = List.of(PROFILE, VIP, UPLINK, DEVICE, DIRECTOR, NAME);

  private final String word;
  private final String summary;
  private final boolean serves;
  private final List<Option> own;

  CommandName(String summary, boolean serves, Option... own) {
    this("", summary, serves, own);
  }

  CommandName(String word, String summary, boolean serves, Option... own) {
    this.word = word.isEmpty() ? name().toLowerCase(Locale.ROOT) : word;
    this.summary = summary;
    this.serves = serves;
    this.own = List.of(own);
  }

  static List<Option> global() {
    return GLOBAL;
  }

  static Optional<CommandName> of(String word) {
    for (CommandName verb : values()) {
      if (verb.word.equals(word)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }

  String word() {
    return word;
  }

  String summary() {
    return summary;
  }

  /** What stands behind the command. */
  String operand() {
    return switch (this) {
      case PROFILES -> "NAME";
      case DRAIN, UNDRAIN -> "REAL-SERVER...";
      case IMPORT -> "FILE";
      default -> serves ? "SERVICE" : "";
    };
  }

  String operandSaid() {
    return switch (this) {
      case PROFILES -> "a profile to print";
      case DRAIN, UNDRAIN -> "its address, or one of its ports as ADDRESS:PORT";
      case IMPORT -> "what was printed; - is the standard input";
      default -> "services of the config (default: all)";
    };
  }

  List<Option> options() {
    List<Option> options = new ArrayList<>(own);
    if (serves) {
      options.addAll(SERVICE);
    }
    options.addAll(GLOBAL);
    return options;
  }
}
