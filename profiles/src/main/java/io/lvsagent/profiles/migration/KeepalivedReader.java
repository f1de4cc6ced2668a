package io.lvsagent.profiles.migration;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.imported.ImportedVip;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads keepalived.conf: the VIPs of VRRP, which keepalived goes on to hold, and the table. */
final class KeepalivedReader {
  /** The keywords of an instance that VRRP itself is made of. */
  private static final List<String> VRRP =
      List.of(
          "state",
          "virtual_router_id",
          "priority",
          "advert_int",
          "nopreempt",
          "preempt_delay",
          "interface",
          "version",
          "unicast_peer",
          "unicast_src_ip",
          "mcast_src_ip",
          "use_vmac",
          "vmac_xmit_base",
          "native_ipv6",
          "garp_master_delay",
          "garp_master_repeat",
          "garp_master_refresh",
          "dont_track_primary",
          "strict_mode",
          "accept",
          "no_accept",
          "promote_secondaries",
          "check_unicast_src",
          "debug");

  static final String LEFT = "left to keepalived";

  private final String configId;
  private final Imported found = new Imported();

  KeepalivedReader(String configId) {
    this.configId = configId;
  }

  Imported read(ForeignText text) {
    List<KeepalivedBlock> all = new KeepalivedText(configId, found).read(text);
    Map<String, KeepalivedBlock> groups = new HashMap<>();
    for (KeepalivedBlock block : all) {
      if (block.keyword().equals("virtual_server_group")) {
        groups.put(block.argument().text(), block);
      }
    }
    KeepalivedServers servers = new KeepalivedServers(found, groups);
    for (KeepalivedBlock block : all) {
      switch (block.keyword()) {
        case "virtual_server_group" -> {}
        case "virtual_server" -> servers.read(block);
        case "vrrp_instance" -> instance(block);
        case "static_ipaddress" -> block.below().forEach(each -> address(each, Optional.empty()));
        case "global_defs" -> global(block);
        case "net_namespace", "net_namespace_ipvs" ->
            found.remark(
                block.place(), "run lvs-agent with --netns " + block.argument().text(), false);
        default -> found.remark(block.place(), LEFT, block.keyword());
      }
    }
    return found;
  }

  private void global(KeepalivedBlock global) {
    for (KeepalivedBlock each : global.below()) {
      switch (each.keyword()) {
        case "lvs_timeouts" -> timeouts(each);
        case "lvs_sync_daemon" ->
            found.remark(
                each.place(),
                "the sync daemon stays with keepalived, which starts it as VRRP decides",
                false);
        case "lvs_flush", "lvs_flush_onstop" ->
            found.remark(
                each.place(), each.keyword() + " would remove what lvs-agent made: drop it", false);
        default -> found.remark(global.place(), LEFT, "global_defs");
      }
    }
  }

  private void timeouts(KeepalivedBlock statement) {
    Mapping timeouts = Entries.none(statement.place());
    List<String> names = List.of("tcp", "tcpfin", "udp");
    for (int i = 0; i < names.size(); i++) {
      Optional<Node.Scalar> value = statement.behind(names.get(i));
      if (value.isPresent()) {
        timeouts = timeouts.with(ConfigKeys.TIMEOUT.get(i), value.get());
      }
    }
    found.timeouts(timeouts);
  }

  private void instance(KeepalivedBlock instance) {
    Optional<Node.Scalar> device = instance.last("interface").map(KeepalivedBlock::argument);
    List<Ip> vips = new ArrayList<>();
    for (KeepalivedBlock each : instance.below()) {
      if (each.keyword().matches("virtual_ipaddress(_excluded)?")) {
        each.below().forEach(vip -> address(vip, device).ifPresent(vips::add));
      }
    }
    for (KeepalivedBlock each : instance.below()) {
      String keyword = each.keyword();
      if (keyword.matches("virtual_ipaddress(_excluded)?")) {
        continue;
      }
      String name = instance.word(1).map(Node.Scalar::text).orElse("");
      boolean own = VRRP.contains(keyword) || keyword.startsWith("garp_");
      String text = own ? "VRRP of " + name : keyword + " of " + name;
      KeepalivedBlock at = own ? instance : each;
      if (vips.isEmpty()) {
        found.remark(at.place(), LEFT, text);
      } else {
        found.remark(vips.get(0), at.place(), LEFT, text);
      }
    }
  }

  /** Reads an address and returns it if it is a VIP; a line may name another device. */
  private Optional<Ip> address(KeepalivedBlock line, Optional<Node.Scalar> device) {
    Ip ip = Entries.ip(line.words().get(0));
    String on = line.behind("dev").or(() -> device).map(Node.Scalar::text).orElse("");
    ImportedVip vip = new ImportedVip(ip, on, "", true, line.place());
    if (on.equals("lo")) {
      found.holdLocally(vip);
      return Optional.of(ip);
    }
    return found.hold(vip) ? Optional.of(ip) : Optional.empty();
  }
}
