package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.ChangeAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteNeighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.ReplaceNeighbour;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What somebody else may do to a {@link ScenarioHost} while services are up. */
final class Interference {
  private final Random random;
  private final ScenarioHost surroundings;
  private final FakeHost host;
  private final List<String> devices;

  Interference(Random random, ScenarioHost surroundings) {
    this.random = random;
    this.surroundings = surroundings;
    host = surroundings.host;
    devices = surroundings.devices;
  }

  private boolean oneOf(int n) {
    return random.nextInt(n) == 0;
  }

  /** Does some of it, and returns the parameters and neighbours that it touched. */
  List<String> interfere() {
    List<String> touched = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String device = devices.get(random.nextInt(devices.size()));
      String name = ScenarioHost.NAMES.get(random.nextInt(ScenarioHost.NAMES.size()));
      String where = oneOf(3) ? "all" : device;
      String value = Integer.toString(random.nextInt(4));
      if (!host.sysctl(where, name).equals(value)) {
        host.set(where, name, value);
        touched.add(where + "/" + name + " " + value);
      }
    }
    if (oneOf(3)) {
      List<Address> vips =
          Stream.concat(
                  host.kernel().rtnetlink().addresses(false, "").stream(),
                  host.kernel().rtnetlink().addresses(true, "").stream())
              .filter(address -> isVip(address.ip().toString()))
              .toList();
      if (!vips.isEmpty()) {
        Address vip = vips.get(random.nextInt(vips.size()));
        host.say(
            vip.ip().isV6() && oneOf(2) ? new ChangeAddress(ageing(vip)) : new DeleteAddress(vip));
      }
    }
    if (oneOf(4)) {
      surroundings.add("eth1", "192.0.2.98", 32, "");
    }
    if (oneOf(4)) {
      surroundings.add("eth1", "2001:db8::98", 128, "");
    }
    if (oneOf(4)) {
      host.set(SysctlKey.IPV6_FORWARDING, oneOf(2) ? "1" : "0");
    }
    for (TableName ours : List.of(ours("ip"), ours("ip6"))) {
      for (Table there : host.kernel().nft().tables(List.of(ours))) {
        switch (random.nextInt(4)) {
          case 0 -> host.say(new NftEdit.Delete(there.name()));
          case 1 -> host.say(new NftEdit.Replace(new Table(ours, List.of(), List.of())));
          default -> {}
        }
      }
    }
    String device = oneOf(2) ? "eth0" : "eth1";
    Neighbour moved =
        ScenarioHost.neighbour(
            device, ScenarioHost.server(oneOf(3), random.nextInt(3)), "02:00:00:00:00:88");
    switch (random.nextInt(4)) {
      case 0 -> {
        host.say(new ReplaceNeighbour(moved));
        touched.add("neighbour " + moved);
      }
      case 1 -> host.kernel().rtnetlink().apply(List.of(new DeleteNeighbour(moved)));
      default -> {}
    }
    for (TableEntry listed : host.kernel().ipvs().table()) {
      interfere(listed);
    }
    return touched;
  }

  private static TableName ours(String family) {
    return new TableName(family, "lvs-agent-service0");
  }

  private static boolean isVip(String ip) {
    return ip.startsWith("192.0.2.1") || ip.startsWith("2001:db8::1");
  }

  /** One whose preferred lifetime is changed. */
  private static Address ageing(Address vip) {
    return new Address(vip.device(), vip.ip(), vip.prefix(), vip.scope(), "", !vip.deprecated());
  }

  /** A health checker moves weights, and an admin takes out what is not his. */
  private void interfere(TableEntry listed) {
    ServiceMatch match = listed.service().match();
    for (TableEntry.Server server : listed.servers()) {
      RealServer s = server.server();
      if (oneOf(3)) {
        RealServer drained =
            new RealServer(s.endpoint(), s.method(), 0, s.upper(), s.lower(), s.tunnel());
        host.say(new IpvsEdit.SetServer(match, drained));
      } else if (oneOf(6)) {
        host.say(new IpvsEdit.DeleteServer(match, s.endpoint()));
      }
    }
    if (oneOf(6)) {
      host.say(new IpvsEdit.DeleteService(match));
    }
  }
}
