package io.lvsagent.profiles.migration;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the virtual servers of keepalived.conf. */
record KeepalivedServers(Imported found, Map<String, KeepalivedBlock> groups) {
  private static final Map<String, String> METHODS =
      Map.of("NAT", "masquerade", "DR", "direct", "TUN", "tunnel");
  private static final List<String> FLAGS =
      List.of("flag-1", "flag-2", "flag-3", "sh-port", "sh-fallback", "mh-port", "mh-fallback");
  private static final Map<String, String> CHECKSUMS =
      Map.of("nocsum", "none", "csum", "standard", "remcsum", "remote");
  private static final List<String> CARRIED =
      List.of(
          "lb_algo",
          "lvs_sched",
          "lb_kind",
          "lvs_method",
          "persistence_timeout",
          "persistence_granularity",
          "persistence_engine",
          "protocol",
          "ops",
          "weight",
          "real_server",
          "ip_family",
          "uthreshold",
          "lthreshold");

  /**
   * What a virtual server matches.
   *
   * @param port the port, or empty for a firewall mark
   */
  private record Target(Mapping.Entry entry, boolean v6, String port) {}

  void read(KeepalivedBlock server) {
    Mapping options = options(server);
    for (Target target : targets(server)) {
      ServiceMatch match = found.add(target.entry(), target.v6(), options, List.of());
      for (KeepalivedBlock each : server.below()) {
        if (each.keyword().equals("real_server")) {
          realServer(match, target, server, each);
        } else {
          remark(match, each);
        }
      }
    }
  }

  private void remark(ServiceMatch match, KeepalivedBlock statement) {
    String keyword = statement.keyword();
    if (CARRIED.contains(keyword) || FLAGS.contains(keyword)) {
      return;
    }
    if (keyword.matches("[A-Z]+_(CHECK|GET)")) {
      String text = "health checks, which lvs-agent does not have (docs/migration.md)";
      found.remark(match, statement.place(), text, keyword);
    } else if (keyword.equals("sorry_server")) {
      String text = "serves when all real servers are dead, which only a health checker sees";
      String server = "sorry_server " + statement.argument().text();
      found.remark(match, statement.place(), text, server);
    } else {
      found.remark(match, statement.place(), KeepalivedReader.LEFT, keyword);
    }
  }

  private static Mapping options(KeepalivedBlock server) {
    Mapping options = Entries.none(server.place());
    Optional<KeepalivedBlock> scheduler = server.last("lb_algo", "lvs_sched");
    if (scheduler.isPresent()) {
      options = options.with(ConfigKeys.SCHEDULER, scheduler.get().argument());
    }
    List<Node> flags = new ArrayList<>();
    for (KeepalivedBlock each : server.below()) {
      if (FLAGS.contains(each.keyword())) {
        flags.add(each.words().get(0));
      }
    }
    if (!flags.isEmpty()) {
      options = options.with(ConfigKeys.FLAGS, new Node.Sequence(server.place(), flags));
    }
    Optional<KeepalivedBlock> persistent = server.last("persistence_timeout");
    if (persistent.isPresent()) {
      Node seconds =
          persistent.get().word(1).orElse(Entries.scalar(persistent.get().place(), "true"));
      if (!seconds.text().equals("0")) {
        options = options.with(ConfigKeys.PERSISTENT, seconds);
        options = with(options, ConfigKeys.NETMASK, server.last("persistence_granularity"));
        options = with(options, ConfigKeys.ENGINE, server.last("persistence_engine"));
      }
    }
    return server
        .last("ops")
        .map(ops -> Entries.scalar(ops.place(), "true"))
        .map(yes -> Entries.none(yes.place()).with(ConfigKeys.ONE_PACKET, yes))
        .map(options::with)
        .orElse(options);
  }

  private static Mapping with(Mapping options, String key, Optional<KeepalivedBlock> statement) {
    return statement.isPresent() ? options.with(key, statement.get().argument()) : options;
  }

  private List<Target> targets(KeepalivedBlock server) {
    Node.Scalar first = server.argument();
    List<Target> targets = new ArrayList<>();
    String protocol =
        server
            .last("protocol")
            .map(statement -> statement.argument().text().toLowerCase(Locale.ROOT))
            .orElse("tcp");
    if (first.text().equals("group")) {
      Node.Scalar name = server.word(2).orElseThrow(() -> first.wrong("names no group"));
      KeepalivedBlock group = groups.get(name.text());
      if (group == null) {
        throw name.wrong("there is no virtual_server_group \"%s\"", name.text());
      }
      for (KeepalivedBlock each : group.below()) {
        targets.addAll(targets(server, protocol, each.words()));
      }
    } else {
      targets.addAll(targets(server, protocol, server.words().subList(1, server.words().size())));
    }
    return targets;
  }

  private List<Target> targets(KeepalivedBlock server, String protocol, List<Node.Scalar> words) {
    Node.Scalar first = words.get(0);
    if (first.text().equals("fwmark")) {
      first.refuseIf(words.size() < 2, "needs a number");
      Mapping.Entry mark = new Mapping.Entry(words.get(1).place(), ConfigKeys.FWMARK, words.get(1));
      boolean v6 = words.size() > 2 ? words.get(2).text().equals("inet6") : isV6(server);
      return List.of(new Target(mark, v6, ""));
    }
    String port = words.size() > 1 ? words.get(1).text() : "0";
    List<Target> targets = new ArrayList<>();
    for (Ip ip : addresses(first)) {
      Mapping.Entry entry = Entries.entry(first.place(), protocol, Entries.endpoint(ip, port));
      targets.add(new Target(entry, ip.isV6(), port));
    }
    return targets;
  }

  /** Returns true if a firewall mark is of IPv6, which its real servers may show. */
  private static boolean isV6(KeepalivedBlock server) {
    Optional<KeepalivedBlock> family = server.last("ip_family");
    return family.isPresent()
        ? family.get().argument().text().equals("inet6")
        : server
            .last("real_server")
            .filter(real -> method(real).orElse(method(server).orElse("")).matches("(NAT|DR)?"))
            .map(real -> Entries.ip(real.argument()).isV6())
            .orElse(false);
  }

  /** Returns the addresses of A, A-N, where N is the last part of the last one, A-B, or A/N. */
  private static List<Ip> addresses(Node.Scalar word) {
    String text = word.text();
    int dash = text.indexOf('-');
    if (dash < 0) {
      IpPrefix prefix = word.parsed(IpPrefix::parse);
      return Entries.range(word, prefix.isHost() ? prefix.ip() : prefix.ip(), prefix.last());
    }
    Ip first = Entries.scalar(word.place(), text.substring(0, dash)).parsed(Ip::parse);
    String end = text.substring(dash + 1);
    char separator = first.isV6() ? ':' : '.';
    if (end.indexOf(separator) < 0) {
      String start = text.substring(0, dash);
      end = start.substring(0, start.lastIndexOf(separator) + 1) + end;
    }
    return Entries.range(word, first, Entries.scalar(word.place(), end).parsed(Ip::parse));
  }

  private static Optional<String> method(KeepalivedBlock block) {
    return block
        .last("lb_kind", "lvs_method")
        .map(statement -> statement.argument().text().toUpperCase(Locale.ROOT));
  }

  private void realServer(
      ServiceMatch match, Target target, KeepalivedBlock server, KeepalivedBlock real) {
    Optional<KeepalivedBlock> by =
        real.last("lvs_method", "lb_kind").or(() -> server.last("lvs_method", "lb_kind"));
    Node.Scalar kind =
        by.map(KeepalivedBlock::argument).orElse(Entries.scalar(real.place(), "NAT"));
    String method = METHODS.getOrDefault(kind.text().toUpperCase(Locale.ROOT), "");
    kind.refuseIf(method.isEmpty(), "\"%s\" is not one of NAT, DR, TUN", kind.text());
    Node.Scalar address = real.argument();
    Ip ip = Entries.ip(address);
    Optional<Node.Scalar> own = real.word(2);
    String port = own.map(Node.Scalar::text).orElse(target.port());
    Mapping options =
        Entries.none(real.place())
            .with(
                ConfigKeys.RIP,
                Entries.scalar(
                    address.place(), port.isEmpty() ? ip.toString() : Entries.endpoint(ip, port)))
            .with(ConfigKeys.METHOD, Entries.scalar(kind.place(), method));
    if (own.isPresent() && !port.equals(target.port()) && !method.equals("masquerade")) {
      String text = "port " + port + " has no effect, because only NAT changes ports";
      found.remark(match, own.get().place(), text, false);
    }
    options = with(options, ConfigKeys.WEIGHT, real.last("weight").or(() -> server.last("weight")));
    options = with(options, ConfigKeys.UPPER, real.last("uthreshold"));
    options = with(options, ConfigKeys.LOWER, real.last("lthreshold"));
    found.addServer(match, tunnel(options, by.orElse(real)));
    real.below().forEach(each -> remark(match, each));
  }

  private static Mapping tunnel(Mapping options, KeepalivedBlock method) {
    Mapping result = options;
    Optional<Node.Scalar> type = method.behind("type");
    if (type.isPresent()) {
      result = result.with(ConfigKeys.TUNNEL, type.get());
    }
    Optional<Node.Scalar> port = method.behind("port");
    if (port.isPresent()) {
      result = result.with(ConfigKeys.TUNNEL_PORT, port.get());
    }
    for (Node.Scalar word : method.words()) {
      if (CHECKSUMS.containsKey(word.text())) {
        String checksum = CHECKSUMS.getOrDefault(word.text(), "");
        result = result.with(ConfigKeys.CHECKSUM, Entries.scalar(word.place(), checksum));
      }
    }
    return result;
  }
}
