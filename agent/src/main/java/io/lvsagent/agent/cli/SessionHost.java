package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.probe.ProbeOptions;
import io.lvsagent.agent.probe.ProbeTarget;
import io.lvsagent.agent.probe.Probed;
import io.lvsagent.agent.probe.WireProbe;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.config.ClusterHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The host of a session, as clusters ask for it. */
final class SessionHost implements ClusterHost {
  private static final ProbeOptions OPTIONS = new ProbeOptions(3, 300_000_000L, Optional.empty());
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

  private final Kernel kernel;
  private final Ledger ledger;
  private final Map<Ip, String> devices = new HashMap<>();

  SessionHost(Kernel kernel, Ledger ledger) {
    this.kernel = kernel;
    this.ledger = ledger;
    for (boolean v6 : new boolean[] {false, true}) {
      for (Address address : kernel.rtnetlink().addresses(v6, "")) {
        devices.put(address.ip(), address.device());
      }
    }
  }

  @Override
  public Optional<String> device(Ip ip) {
    return Optional.ofNullable(devices.get(ip));
  }

  @Override
  public Optional<Ip> router(Ip other) {
    return kernel.rtnetlink().lookup(other, Optional.empty()).flatMap(Lookup::gateway);
  }

  /**
   * Returns what the kernel knows, or else what the directors answer; of those that do not answer,
   * what the ledger has from the last start, so that a director that is down is no drift.
   */
  @Override
  public List<String> peers(String service, String device, List<Ip> directors) {
    Map<Ip, String> known = new HashMap<>();
    for (boolean v6 : new boolean[] {false, true}) {
      for (Neighbour neighbour : kernel.rtnetlink().neighbours(v6, device)) {
        known.put(neighbour.ip(), neighbour.lladdr());
      }
    }
    List<Ip> asking = new ArrayList<>();
    Set<String> peers = new LinkedHashSet<>();
    for (Ip director : directors) {
      String mac = known.getOrDefault(director, "");
      if (mac.isEmpty()) {
        asking.add(director);
      } else {
        peers.add(mac);
      }
    }
    Set<Ip> silent = new LinkedHashSet<>(asking);
    for (Probed answer : asked(device, asking)) {
      for (Probed.Answer host : answer.answers()) {
        peers.add(host.mac().toString());
        silent.remove(answer.vip());
      }
    }
    Set<String> before = silent.isEmpty() ? Set.of() : started(service);
    if (!silent.isEmpty() && before.isEmpty()) {
      throw new HostRequirementException(
          Missing.NEIGHBOUR,
          ("director %s does not answer on %s: name its hardware address in \"peers\" under"
                  + " \"director\", if this host is to start without it")
              .formatted(silent.iterator().next(), device));
    }
    peers.addAll(before);
    return List.copyOf(peers);
  }

  private List<Probed> asked(String device, List<Ip> directors) {
    List<ProbeTarget> targets = new ArrayList<>();
    for (Ip director : directors) {
      targets.add(new ProbeTarget("", director, List.of(device), false, false, "", List.of()));
    }
    return targets.isEmpty()
        ? List.of()
        : WireProbe.ask(kernel.rtnetlink(), kernel.wire(), targets, OPTIONS);
  }

  /** Returns the hardware addresses in the tables of nftables of a service that was started. */
  private Set<String> started(String service) {
    Set<String> macs = new LinkedHashSet<>();
    for (Key key : ledger.keys()) {
      for (String need :
          key.kind() == Kind.NFT_TABLE
              ? ledger.entry(key).needs().getOrDefault(service, List.of())
              : List.<String>of()) {
        Matcher mac = MAC.matcher(need);
        while (mac.find()) {
          macs.add(mac.group());
        }
      }
    }
    return macs;
  }
}
