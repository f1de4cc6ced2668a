package io.lvsagent.profiles.migration;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.imported.ImportedVip;
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

/** Reads lvs.cf, the file of Piranha, which pulse and lvsd read. */
final class PiranhaReader {
  private static final Pattern OPENING =
      Pattern.compile("(virtual|server|failover)\\s+(\\S+)\\s*\\{");
  private static final Pattern SETTING = Pattern.compile("(\\w+)\\s*=\\s*(.*)");
  private static final Map<String, String> METHODS =
      Map.of("direct", "direct", "nat", "masquerade", "tunnel", "tunnel");
  private static final List<String> CHECKS =
      List.of(
          "send",
          "expect",
          "use_regex",
          "send_program",
          "expect_program",
          "load_monitor",
          "timeout",
          "reentry",
          "quiesce_server",
          "hostname",
          "service",
          "start_cmd",
          "stop_cmd");

  private static final String FAILOVER =
      "the failover of pulse is left to VRRP, with which you write \"addresses: external\"";

  private final String source;
  private final Imported found = new Imported();

  /** A block with its settings and the blocks in it. */
  private record Block(
      Place place, String kind, Map<String, Node.Scalar> settings, List<Block> blocks) {
    Block(Place place, String kind) {
      this(place, kind, new LinkedHashMap<>(), new ArrayList<>());
    }

    Optional<Node.Scalar> find(String key) {
      return Optional.ofNullable(settings.get(key));
    }

    boolean isActive() {
      return find("active").map(Node.Scalar::text).orElse("1").equals("1");
    }
  }

  PiranhaReader(String source) {
    this.source = source;
  }

  Imported read(List<String> lines) {
    Block all = blocks(lines);
    Node.Scalar network = all.find("network").orElse(Entries.scalar(Place.of(source), "nat"));
    network.refuseIf(
        !METHODS.containsKey(network.text()),
        "\"%s\" is not one of nat, direct, tunnel",
        network.text());
    String method = METHODS.getOrDefault(network.text(), "");
    all.find("primary").ifPresent(own -> found.director(own.parsed(Ip::parse)));
    all.find("backup")
        .filter(own -> !own.text().equals("0.0.0.0"))
        .ifPresent(own -> found.director(own.parsed(Ip::parse)));
    all.find("nat_router").filter(nat -> method.equals("masquerade")).ifPresent(this::router);
    all.settings()
        .forEach(
            (key, value) -> {
              switch (key) {
                case "network", "nat_router", "nat_nmask", "primary", "backup" -> {}
                case "backup_active", "heartbeat", "heartbeat_port", "keepalive", "deadtime" ->
                    found.remark(value.place(), FAILOVER, key);
                case "syncdaemon",
                    "syncd_iface",
                    "syncd_id",
                    "tcp_timeout",
                    "tcpfin_timeout",
                    "udp_timeout" ->
                    found.remark(
                        value.place(), "see \"timeouts\" and \"sync\" in docs/config.md", key);
                default -> found.remark(value.place(), "without a meaning here", key);
              }
            });
    for (Block block : all.blocks()) {
      if (block.kind().equals("virtual") && block.isActive()) {
        virtual(block, method);
      } else {
        String why = block.kind().equals("virtual") ? " is not active" : " is not of LVS";
        found.remark(block.place(), block.kind() + why + ", and left out", false);
      }
    }
    return found;
  }

  private Block blocks(List<String> lines) {
    List<Block> open = new ArrayList<>(List.of(new Block(Place.of(source), "file")));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Place place = new Place(source, i + 1, lines.get(i).indexOf(line) + 1, "");
      Block inner = open.get(open.size() - 1);
      Matcher opening = OPENING.matcher(line);
      Matcher setting = SETTING.matcher(line);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      } else if (opening.matches()) {
        Block block = new Block(place, opening.group(1));
        inner.blocks().add(block);
        open.add(block);
      } else if (line.equals("}")) {
        place.refuseIf(open.size() == 1, "closes a block that is not open");
        open.remove(open.size() - 1);
      } else {
        place.refuseIf(!setting.matches(), "is no line of lvs.cf: expected KEY = VALUE");
        String value = setting.group(2).replaceFirst("\\s+#.*", "").strip();
        Place at = new Place(source, i + 1, place.column(), setting.group(1));
        inner.settings().put(setting.group(1), Entries.scalar(at, value));
      }
    }
    Block last = open.get(open.size() - 1);
    last.place().refuseIf(open.size() > 1, "opens a block that is not closed");
    return last;
  }

  private void router(Node.Scalar nat) {
    Node.Scalar address = Entries.scalar(nat.place(), nat.text().split("\\s+")[0]);
    found.gateway(address.parsed(Ip::parse));
    String text =
        "the address on the side of the real servers is not a VIP: it is up to the"
            + " network configuration or VRRP";
    found.remark(nat.place(), text, false);
  }

  private void virtual(Block block, String method) {
    Node.Scalar address =
        block.find("address").orElseThrow(() -> block.place().wrong("\"address\" is missing"));
    String[] words = address.text().split("\\s+");
    Node.Scalar vip = Entries.scalar(address.place(), words[0]);
    Ip ip = vip.parsed(Ip::parse);
    String label = words.length > 1 ? words[1] : "";
    String device = label.replaceFirst(":.*", "");
    found.hold(new ImportedVip(ip, device, label.contains(":") ? label : "", false, vip.place()));
    String protocol = block.find("protocol").map(Node.Scalar::text).orElse("tcp");
    Optional<Node.Scalar> mark = block.find("fwmark").filter(fwmark -> !fwmark.text().equals("0"));
    String port = block.find("port").map(Node.Scalar::text).orElse("80");
    Mapping.Entry matched =
        mark.isPresent()
            ? new Mapping.Entry(mark.get().place(), ConfigKeys.FWMARK, mark.get())
            : Entries.entry(vip.place(), protocol, Entries.endpoint(ip, port));
    ServiceMatch match =
        found.add(matched, ip.isV6(), options(block), mark.isPresent() ? List.of(ip) : List.of());
    if (mark.isPresent()) {
      String text = "keep the rules of iptables or nft that set mark " + mark.get().text();
      found.remark(match, mark.get().place(), text, false);
    }
    block
        .settings()
        .forEach(
            (key, value) -> {
              if (CHECKS.contains(key)) {
                String text = "health checks, which lvs-agent does not have (docs/migration.md)";
                found.remark(match, value.place(), text, key);
              } else if (key.equals("sorry_server")) {
                String text =
                    "serves when all real servers are dead, which only a health checker sees";
                found.remark(match, value.place(), text, "sorry_server " + value.text());
              }
            });
    for (Block server : block.blocks()) {
      server(match, server, method, mark.isPresent() ? "" : port);
    }
  }

  private static Mapping options(Block block) {
    Mapping options = Entries.none(block.place());
    Place place = block.place();
    options =
        options.with(
            ConfigKeys.SCHEDULER, block.find("scheduler").orElse(Entries.scalar(place, "wlc")));
    Optional<Node.Scalar> persistent =
        block.find("persistent").filter(seconds -> !seconds.text().equals("0"));
    if (persistent.isPresent()) {
      options = options.with(ConfigKeys.PERSISTENT, persistent.get());
      Optional<Node.Scalar> mask = block.find("pmask");
      if (mask.isPresent()) {
        options = options.with(ConfigKeys.NETMASK, mask.get());
      }
    }
    return options;
  }

  private void server(ServiceMatch match, Block server, String method, String port) {
    if (!server.isActive()) {
      found.remark(match, server.place(), "a server that is not active, and left out", false);
      return;
    }
    Node.Scalar address =
        server.find("address").orElseThrow(() -> server.place().wrong("\"address\" is missing"));
    String own = server.find("port").map(Node.Scalar::text).orElse(port);
    Ip ip = address.parsed(Ip::parse);
    String rip = own.isEmpty() ? ip.toString() : Entries.endpoint(ip, own);
    if (!own.equals(port) && !method.equals("masquerade")) {
      String text = "port " + own + " has no effect, because only nat changes ports";
      found.remark(match, server.find("port").orElse(address).place(), text, false);
    }
    Node.Scalar weight = server.find("weight").orElse(Entries.scalar(server.place(), "1"));
    found.addServer(
        match,
        Entries.none(server.place())
            .with(ConfigKeys.RIP, Entries.scalar(address.place(), rip))
            .with(ConfigKeys.METHOD, Entries.scalar(address.place(), method))
            .with(ConfigKeys.WEIGHT, weight));
  }
}
