package io.lvsagent.profiles.migration;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.imported.PortNames;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads ldirectord.cf. */
final class LdirectordReader {
  private static final Pattern SETTING = Pattern.compile("\\s*([a-z0-9]+)\\s*=?\\s*(.*)");
  private static final Pattern VIRTUAL = Pattern.compile("virtual(6?)\\s*=\\s*(\\S+).*");
  private static final Pattern ENDPOINT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::([A-Za-z0-9_-]+))?");
  private static final Map<String, String> METHODS =
      Map.of("gate", "direct", "masq", "masquerade", "ipip", "tunnel");
  private static final String LEFT = "left to ldirectord, as all health checks are";

  private final String source;
  private final Imported found = new Imported();

  /** A line below {@code virtual=}. */
  private record Setting(Place place, String key, String value) {}

  LdirectordReader(String source) {
    this.source = source;
  }

  Imported read(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").stripTrailing();
      Place place = new Place(source, i + 1, 1, "");
      Matcher virtual = VIRTUAL.matcher(line);
      if (virtual.matches()) {
        Place at = new Place(source, i + 1, 1, "virtual" + virtual.group(1));
        Node.Scalar value = new Node.Scalar(at, virtual.group(2));
        List<Setting> below = new ArrayList<>();
        while (i + 1 < lines.size() && isBelow(lines.get(i + 1))) {
          i++;
          setting(i + 1, lines.get(i)).ifPresent(below::add);
        }
        virtual(value, !virtual.group(1).isEmpty(), below);
      } else if (!line.isBlank()) {
        Setting global = setting(i + 1, line).orElseThrow();
        place.refuseIf(
            !line.contains("=") && !global.key().equals("supervised"),
            "is no line of ldirectord.cf: expected KEY=VALUE");
        found.remark(place, LEFT, global.key());
      }
    }
    return found;
  }

  /** Returns true for lines of the block of a virtual server; comments do not end it. */
  private static boolean isBelow(String line) {
    return line.matches("\\s*#.*|\\s+\\S.*");
  }

  private Optional<Setting> setting(int number, String line) {
    Matcher setting = SETTING.matcher(line.replaceFirst("#.*", "").stripTrailing());
    if (!setting.matches()) {
      Place place = new Place(source, number, 1, "");
      place.refuseIf(!line.replaceFirst("#.*", "").isBlank(), "is no line of ldirectord.cf");
      return Optional.empty();
    }
    Place place = new Place(source, number, setting.start(1) + 1, setting.group(1));
    return Optional.of(new Setting(place, setting.group(1), setting.group(2).strip()));
  }

  private void virtual(Node.Scalar virtual, boolean v6, List<Setting> below) {
    Map<String, Setting> last = new LinkedHashMap<>();
    below.forEach(setting -> last.put(setting.key(), setting));
    boolean mark = virtual.text().matches("\\d+");
    String protocol = mark ? ConfigKeys.FWMARK : protocol(virtual, last);
    String port = mark ? "" : port(virtual, protocol);
    String matched = mark ? virtual.text() : Entries.endpoint(ip(virtual), port);
    Mapping.Entry entry = Entries.entry(virtual.place(), protocol, matched);
    ServiceMatch match = found.add(entry, v6, options(virtual.place(), last), List.of());
    for (Setting setting : below) {
      switch (setting.key()) {
        case "real", "real6" -> real(match, protocol, port, setting);
        case "scheduler", "persistent", "netmask", "protocol", "schedflags", "ops" -> {}
        case "fallback", "fallback6" ->
            found.remark(
                match,
                setting.place(),
                "serves when all real servers are dead, which only a health checker sees",
                "fallback " + setting.value());
        default -> found.remark(match, setting.place(), LEFT, setting.key());
      }
    }
  }

  private static String protocol(Node.Scalar virtual, Map<String, Setting> settings) {
    String usual = virtual.text().matches(".*:(53|domain)") ? "udp" : "tcp";
    Setting named = settings.get("protocol");
    return named == null ? usual : named.value();
  }

  private static Mapping options(Place place, Map<String, Setting> settings) {
    Mapping options = Entries.none(place);
    Setting scheduler = settings.get("scheduler");
    options =
        scheduler == null
            ? options.with(ConfigKeys.SCHEDULER, Entries.scalar(place, "wrr"))
            : options.with(ConfigKeys.SCHEDULER, value(scheduler));
    if (settings.containsKey("persistent")) {
      options = options.with(ConfigKeys.PERSISTENT, value(settings.get("persistent")));
      if (settings.containsKey("netmask")) {
        options = options.with(ConfigKeys.NETMASK, value(settings.get("netmask")));
      }
    }
    if (settings.containsKey("schedflags")) {
      Setting flags = settings.get("schedflags");
      List<Node> all = new ArrayList<>();
      for (String flag : flags.value().split(",")) {
        all.add(Entries.scalar(flags.place(), flag));
      }
      options = options.with(ConfigKeys.FLAGS, new Node.Sequence(flags.place(), all));
    }
    if (settings.containsKey("ops") && settings.get("ops").value().equals("yes")) {
      options =
          options.with(ConfigKeys.ONE_PACKET, Entries.scalar(settings.get("ops").place(), "true"));
    }
    return options;
  }

  private static Node.Scalar value(Setting setting) {
    return Entries.scalar(setting.place(), setting.value());
  }

  /** Reads {@code A:PORT METHOD WEIGHT} or {@code A->B:PORT METHOD WEIGHT}. */
  private void real(ServiceMatch match, String protocol, String port, Setting setting) {
    String[] words = setting.value().split("\\s+");
    Place place = setting.place();
    place.refuseIf(words.length < 2, "expected an address and gate, masq or ipip");
    String method = METHODS.getOrDefault(words[1], "");
    place.refuseIf(method.isEmpty(), "\"%s\" is not one of gate, masq, ipip", words[1]);
    String weight = words.length > 2 && words[2].matches("\\d+") ? words[2] : "1";
    String text = words[0];
    int arrow = text.indexOf("->");
    Node.Scalar last = Entries.scalar(place, arrow < 0 ? text : text.substring(arrow + 2));
    Node.Scalar first = Entries.scalar(place, arrow < 0 ? text : text.substring(0, arrow));
    boolean named = endpoint(last).group(2) != null;
    String real = named ? port(last, protocol) : port;
    for (Ip ip : Entries.range(last, ip(first), ip(last))) {
      String rip = real.isEmpty() ? ip.toString() : Entries.endpoint(ip, real);
      Mapping server =
          Entries.none(place)
              .with(ConfigKeys.RIP, Entries.scalar(place, rip))
              .with(ConfigKeys.METHOD, Entries.scalar(place, method))
              .with(ConfigKeys.WEIGHT, Entries.scalar(place, weight));
      found.addServer(match, server);
    }
    if (words.length > 3 || words.length == 3 && !words[2].matches("\\d+")) {
      found.remark(match, place, LEFT, "the request of a real server");
    }
  }

  private static Matcher endpoint(Node.Scalar word) {
    Matcher endpoint = ENDPOINT.matcher(word.text());
    word.refuseIf(!endpoint.matches(), "\"%s\" is not ADDRESS:PORT", word.text());
    return endpoint;
  }

  private static Ip ip(Node.Scalar word) {
    String host = endpoint(word).group(1).replaceAll("[\\[\\]]", "");
    return Entries.scalar(word.place(), host).parsed(Ip::parse);
  }

  private static String port(Node.Scalar word, String protocol) {
    String port = endpoint(word).group(2);
    word.refuseIf(port == null, "\"%s\" has no port: write ADDRESS:PORT", word.text());
    String named = String.valueOf(port);
    return named.matches("\\d+")
        ? named
        : PortNames.OF_SYSTEM
            .number(named, protocol)
            .orElseThrow(
                () -> word.wrong("port \"%s\" is not in /etc/services: write its number", named));
  }
}
