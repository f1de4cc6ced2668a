package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.ipvsadm.Import;
import io.lvsagent.profiles.migration.ShellValues.UnknownValue;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the commands of a script that change a director or a real server. */
final class ScriptCommands {
  /** Commands that change nothing that a config could hold. */
  private static final List<String> HARMLESS =
      List.of(
          (": true false exit return echo printf sleep touch rm cat logger ls mkdir cd set unset shift"
                  + " trap break continue test [ [[ ping arping send_arp grep egrep awk sed cut tr"
                  + " head tail wc service systemctl chkconfig success failure action kill pidof read"
                  + " let expr date hostname umask wait id whoami ps which type command lsmod tee"
                  + " basename dirname usage daemon killproc status log_daemon_msg log_end_msg"
                  + " log_success_msg log_failure_msg seq lsb_release uname stat watch curl wget")
              .split(" "));

  /** Commands that stand before others. */
  private static final List<String> PREFIXES =
      List.of("sudo", "exec", "nohup", "env", "time", "eval", "then", "do", "else", "if", "while");

  private final String source;
  private final Imported found;
  private final ScriptAddresses addresses;
  private final Import table;
  private int effects;
  private int uncertain;

  ScriptCommands(String source, Imported found) {
    this.source = source;
    this.found = found;
    this.addresses = new ScriptAddresses(found);
    this.table = Import.into(found);
  }

  /** Returns how many commands changed something so far. */
  int effects() {
    return effects;
  }

  /** Reads what may or may not happen; a remark names it if it changes anything. */
  void uncertain(Place place, String what, Runnable read) {
    int before = effects;
    uncertain++;
    read.run();
    uncertain--;
    if (effects > before) {
      found.remark(place, "what follows is under " + what, false);
    }
  }

  /** Adds a remark about a value that the text does not tell. */
  void unknown(Place place, String what, String reason) {
    found.remark(place, what + " is not carried over, because " + reason, true);
  }

  /** Sorts the addresses, which only the whole script shows to be VIPs. */
  void finish() {
    addresses.finish();
  }

  void run(ShellNode.Command command, List<String> written, ShellValues values) {
    Place place = new Place(source, command.line(), 1, "");
    List<String> words = new ArrayList<>();
    String program = "";
    try {
      List<String> raw = new ArrayList<>(written);
      while (program.isEmpty() && !raw.isEmpty()) {
        List<String> first = values.fields(raw.remove(0));
        String name = first.isEmpty() ? "" : first.get(0).replaceFirst(".*/", "");
        if (!PREFIXES.contains(name)) {
          program = name;
          words.addAll(first.isEmpty() ? List.of() : first.subList(1, first.size()));
        }
      }
      String target = command.target().isEmpty() ? "" : values.text(command.target());
      if (HARMLESS.contains(program) && target.isEmpty()) {
        return;
      }
      for (String word : raw) {
        words.addAll(values.fields(word));
      }
      if (program.matches("echo|printf|cat") && !target.isEmpty()) {
        output(place, words, target, command.document());
      } else {
        run(place, program, words);
      }
    } catch (UnknownValue e) {
      String what = program.isEmpty() ? "a command" : program;
      if (!HARMLESS.contains(program) || !command.target().isEmpty()) {
        unknown(place, what, e.reason());
      }
    } catch (ConfigException e) {
      if (uncertain == 0) {
        throw e;
      }
      unknown(place, program, "of this: " + e.getMessage());
    }
  }

  /** Reads what is written to a file: a parameter below /proc/sys, or lines of sysctl.conf. */
  private void output(Place place, List<String> words, String target, List<String> document) {
    List<String> lines = new ArrayList<>(document);
    String text = String.join(" ", words).replaceFirst("^(-[ne]+ )+", "");
    if (target.startsWith("/proc/sys/")) {
      sysctl(place, target.substring("/proc/sys/".length()), text.strip());
    } else if (target.contains("sysctl")) {
      lines.add(text);
      for (String line : lines) {
        if (line.matches("\\s*[a-z][\\w./-]*\\s*=.*")) {
          sysctl(
              place, line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
      }
    }
  }

  private void run(Place place, String program, List<String> words) {
    switch (program) {
      case "ipvsadm" -> ipvsadm(place, words);
      case "ifconfig" -> effects += addresses.ifconfig(place, words);
      case "ip" -> effects += addresses.ip(place, words);
      case "route" -> effects += addresses.route(place, words);
      case "sysctl" -> sysctls(place, words);
      case "modprobe", "insmod", "depmod", "rmmod" -> {}
      case "iptables", "ip6tables", "nft" -> filter(place, program, words);
      case ".", "source" -> found.remark(place, "the file that is sourced here is not read", false);
      case "arptables", "arptables_jf" ->
          found.remark(
              place,
              "arptables is not carried over: arp_ignore and arp_announce do its work",
              false);
      default -> {
        if (!HARMLESS.contains(program) && !program.isEmpty()) {
          found.remark(place, "not known to import, and left out", shown(program));
        }
      }
    }
  }

  private static String shown(String program) {
    return program.matches("[\\w.-]{1,32}") ? program : "a command";
  }

  private void ipvsadm(Place place, List<String> words) {
    String first = words.isEmpty() ? "" : words.get(0);
    if (first.matches("-A.*|-a.*|--add-s\\w+|--set|--start-daemon")) {
      effects++;
      table.line(source, place.line(), String.join(" ", words));
    } else if (first.matches("-C|--clear")) {
      found.remark(place, "ipvsadm -C removes what others made; lvs-agent does not", false);
    } else if (first.matches("-[EeDd].*|--(edit|delete)-\\w+")) {
      found.remark(place, "ipvsadm " + first + " is left out", false);
    } else if (first.matches("-R|--restore")) {
      found.remark(place, "the table that is restored here needs an import of its own", true);
    }
  }

  private void sysctls(Place place, List<String> words) {
    boolean any = false;
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0 && !word.startsWith("-")) {
        any = true;
        sysctl(place, word.substring(0, equals), word.substring(equals + 1));
      }
    }
    if (!any && words.stream().anyMatch(word -> word.matches("-p.*|--system|--load.*"))) {
      found.remark(place, "the files that sysctl reads here are not read", false);
    }
  }

  private void sysctl(Place place, String key, String value) {
    String path = key.strip();
    path = path.indexOf('/') < 0 ? path.replace('.', '/') : path;
    String number = value.strip().replace("\"", "");
    Optional<SysctlKey> parameter = path.matches("[\\w/.@:-]+") ? parsed(path) : Optional.empty();
    if (parameter.isEmpty() || !number.matches("-?\\d{1,9}")) {
      found.remark(place, "a parameter that a config cannot hold is left out", false);
      return;
    }
    effects++;
    found.sysctl(
        parameter.get(), Entries.scalar(place, Integer.toString(Integer.parseInt(number))));
  }

  private static Optional<SysctlKey> parsed(String path) {
    try {
      return Optional.of(SysctlKey.parse(path));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void filter(Place place, String program, List<String> words) {
    int subnet = Math.max(words.indexOf("-s"), words.indexOf("--source"));
    if (words.contains("MASQUERADE") && subnet >= 0 && subnet + 1 < words.size()) {
      effects++;
      found.masquerade(words.get(subnet + 1));
    } else if (words.stream().anyMatch(word -> word.matches("--(set|or)-x?mark"))) {
      found.remark(place, "keep this rule: it sets a mark", false);
    } else if (words.stream().anyMatch(word -> word.matches("-F|--flush"))) {
      found.remark(place, program + " -F removes what others made; lvs-agent does not", false);
    } else {
      found.remark(place, "a rule of " + program + " is left out", false);
    }
  }
}
