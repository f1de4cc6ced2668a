package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Writes what was found as the YAML of a config. VIPs with the same virtual servers share a
 * service. A service has the profile of the method that most real servers use; firewall marks get
 * services of their own.
 */
public final class ImportedText {
  private static final Place IMPORT = Place.of("import");

  /** What a table does not tell about firewall marks. */
  private static final String MISSING =
      """
          # The table names neither the VIPs nor the packets of these marks: add
          # "vips:", and keep the rules of iptables or nft that set the marks; or
          # write "mark: N" and ports such as "tcp: 80" in place of "fwmark: N".
      """;

  private final Imported found;
  private final ImportSettings settings;
  private final List<Imported.Read> read;
  private final Profiles profiles = Profiles.builtIn();
  private final Map<String, Integer> names = new HashMap<>();
  private final Set<String> labels = new LinkedHashSet<>();

  private ImportedText(Imported found, ImportSettings settings) {
    this.found = found;
    this.settings = settings;
    this.read = found.read();
  }

  /**
   * Returns a config in YAML. Throws ConfigException if it cannot express what was found, or needs
   * a device that neither the text nor the settings name.
   */
  public static String of(Imported found, ImportSettings settings) {
    settings
        .device()
        .ifPresent(device -> NameRules.device(new Node.Scalar(Place.of("--device"), device)));
    return new ImportedText(found, settings).yaml();
  }

  private String yaml() {
    if (settings.cluster().isPresent()) {
      Place.of("--cluster")
          .refuseIf(
              read.isEmpty() && !found.isEmpty(),
              "the text has no virtual server of a director: import it without --cluster");
      read.forEach(ImportedText::requireClusterable);
    }
    List<ImportedService> services = ImportedService.of(found, read);
    RealServersText realServers = new RealServersText(found, profiles);
    StringBuilder directors = new StringBuilder();
    String table = table();
    for (ImportedService service : services) {
      if (settings.cluster().isPresent() && service.remarks().isEmpty()) {
        found.remark(service.vips().get(0).place(), "a VIP without a virtual server", false);
        continue;
      }
      directors.append(service(service, table));
      table = "";
    }
    String others = realServers.yaml(settings.realServers() ? read : List.of());
    String kind = settings.cluster().isPresent() ? "clusters:\n" : "services:\n";
    String body =
        directors.isEmpty()
            ? others.isEmpty() ? "services: {}\n" : "services:\n" + others
            : kind
                + directors
                + (others.isEmpty() || kind.startsWith("s") ? "" : "services:\n")
                + others;
    return ImportedRemark.comments(found.remarks(), "") + body;
  }

  private String service(ImportedService service, String table) {
    ImportedService.Common common = service.common();
    StringBuilder text = new StringBuilder();
    text.append("  ").append(name(common)).append(":\n");
    String device =
        "    device: "
            + ImportedEntry.scalar(device(service))
            + "\n"
            + (common.external() ? "    addresses: external\n" : "");
    Optional<Ip> cluster = settings.cluster();
    String vips = common.marks() ? MISSING : vips(service, device(service));
    String more = extras(common) + table;
    if (cluster.isPresent()) {
      text.append(cluster(common.method(), cluster.get())).append(vips);
      text.append("    director:\n").append((device + more).indent(2));
    } else {
      text.append("    profile: ").append(profile(common.method())).append('\n');
      text.append(device).append(vips).append(more);
    }
    if (!common.entries().isEmpty()) {
      text.append("    virtual-servers:\n").append(virtualServers(service));
    } else if (!read.isEmpty()) {
      text.append("    # no virtual server names these VIPs\n");
    }
    return text.toString();
  }

  /** Returns the first keys of a cluster. */
  private String cluster(Forwarding method, Ip own) {
    Set<String> directors = new LinkedHashSet<>(List.of(ImportedEntry.scalar(own.toString())));
    if (found.directors().contains(own)) {
      found.directors().forEach(other -> directors.add(ImportedEntry.scalar(other.toString())));
    }
    String address = ImportedEntry.scalar(found.gateway().orElse(own).toString());
    String gateway = "    gateway: " + address;
    gateway +=
        found.gateway().isPresent()
            ? "\n"
            : " # has to be the address on the side of the real servers\n";
    String name =
        switch (method) {
          case TUNNEL -> "tun";
          case MASQUERADE -> "nat";
          default -> "dr";
        };
    return "    method: %s\n    directors: %s\n%s"
        .formatted(name, directors, method == Forwarding.MASQUERADE ? gateway : "");
  }

  /** Throws ConfigException for what the text does not tell enough of to set up real servers. */
  private static void requireClusterable(Imported.Read server) {
    ServiceMatch match = server.spec().service().match();
    server
        .spec()
        .place()
        .refuseIf(
            server.vips().isEmpty(),
            "%s does not tell the VIPs of the real servers: import it without --cluster",
            match);
    long methods = server.spec().servers().stream().map(RealServer::method).distinct().count();
    server
        .spec()
        .place()
        .refuseIf(
            methods > 1,
            "the real servers of %s have several methods: import it without --cluster",
            match);
  }

  /** Returns the device of a director's VIPs, which must be one that clients can reach. */
  private String device(ImportedService service) {
    ImportedService.Common common = service.common();
    Set<String> others = new LinkedHashSet<>();
    if (common.marks()) {
      found.vips().values().forEach(vip -> others.add(vip.device()));
    }
    String named = others.size() == 1 ? others.iterator().next() : common.device();
    boolean inside = !service.vips().isEmpty() && service.vips().get(0).isInside();
    if (!named.isEmpty() && !inside) {
      return named;
    }
    Place place = service.vips().isEmpty() ? IMPORT : service.vips().get(0).place();
    return settings
        .device()
        .orElseThrow(
            () ->
                place.wrong(
                    inside
                        ? "the VIP is on "
                            + named
                            + ", where clients do not find a director: name"
                            + " the device on their side with --device"
                        : "the text does not name the device of the VIPs: use --device, such as"
                            + " --device eth0"));
  }

  private String virtualServers(ImportedService service) {
    StringBuilder text = new StringBuilder();
    service
        .common()
        .entries()
        .forEach(
            (entry, numbers) -> {
              String matches = numbers.size() == 1 ? numbers.get(0) : numbers.toString();
              List<ImportedRemark> remarks = service.remarks().getOrDefault(entry, List.of());
              text.append(ImportedRemark.comments(remarks, "      "));
              text.append("      - " + entry.key() + ": " + matches + "\n" + entry.lines());
            });
    return text.toString();
  }

  private String vips(ImportedService service, String device) {
    List<ImportedVip> vips = new ArrayList<>();
    List<ImportedRemark> remarks = new ArrayList<>();
    for (ImportedVip vip : service.vips()) {
      boolean labelled =
          settings.cluster().isEmpty()
              && !vip.external()
              && vip.label().startsWith(device + ":")
              && labels.add(vip.label());
      vips.add(labelled ? vip : vip.withoutLabel());
      remarks.addAll(found.taken(vip.ip()));
    }
    return ImportedRemark.comments(remarks, "    ") + vips(vips);
  }

  /** Returns the line with the VIPs; consecutive ones become a range. */
  static String vips(List<ImportedVip> vips) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < vips.size(); ) {
      ImportedVip first = vips.get(i);
      int count = 1;
      while (i + count < vips.size()
          && first.label().isEmpty()
          && vips.get(i + count).label().isEmpty()
          && vips.get(i + count).ip().equals(first.ip().plus(count))) {
        count++;
      }
      // Two consecutive VIPs are easier to read as two items.
      count = count == 2 ? 1 : count;
      String range = count == 1 ? "" : "-" + vips.get(i + count - 1).ip();
      String item = ImportedEntry.scalar(first.ip() + range);
      String label = ImportedEntry.scalar(first.label());
      items.add(first.label().isEmpty() ? item : "{ip: " + item + ", label: " + label + "}");
      i += count;
    }
    return "    vips: " + items + "\n";
  }

  /** Returns what the director's side does beside its table. */
  private String extras(ImportedService.Common common) {
    String sysctls = new ImportedSysctls(found, profiles).lines(profile(common.method()));
    if (common.method() != Forwarding.MASQUERADE || found.masqueraded().isEmpty()) {
      return sysctls;
    }
    List<String> subnets = found.masqueraded().stream().map(ImportedEntry::scalar).toList();
    found.masqueraded().clear();
    return sysctls + "    masquerade: " + subnets + "\n";
  }

  private String table() {
    StringBuilder text = new StringBuilder();
    found
        .timeouts()
        .ifPresent(
            all ->
                text.append(
                    "    timeouts: {tcp: %s, tcp-fin: %s, udp: %s}\n"
                        .formatted(all.tcp(), all.tcpFin(), all.udp())));
    StringJoiner daemons = new StringJoiner(", ", "    sync: {", "}\n").setEmptyValue("");
    for (Balancing.Sync daemon : found.sync(read)) {
      String name = ImportedEntry.scalar(daemon.device().name());
      daemons.add(daemon.state() + ": {interface: " + name + ", id: " + daemon.id() + "}");
    }
    return text.append(daemons).toString();
  }

  private String name(ImportedService.Common common) {
    String method =
        switch (common.method()) {
          case TUNNEL -> "lb-tun";
          case MASQUERADE -> "lb-nat";
          default -> "lb";
        };
    String kind = common.marks() ? "-fwmark" : common.entries().isEmpty() ? "-vips" : "";
    String name = method + kind;
    int number = names.merge(name, 1, Integer::sum);
    return number == 1 ? name : name + "-" + number;
  }

  /** Returns the first built-in profile with this forwarding method. */
  private String profile(Forwarding method) {
    return profiles.names().stream()
        .filter(name -> profiles.find(name, IMPORT).forwarding().equals(Optional.of(method)))
        .findFirst()
        .orElseThrow();
  }
}
