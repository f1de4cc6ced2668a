package io.lvsagent.agent.programs;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import io.lvsagent.iface.nft.ArpFilter;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.iface.nft.TablesQuery;
import io.lvsagent.profiles.compile.HostRequirementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the rules that filter ARP by nft(8) and arptables(8), if the kernel has any. */
public final class ArpPrograms implements Kernel.ArpRules {
  /** Names the tables of arptables that were ever used; only root may read it. */
  private static final Path LEGACY = Path.of("/proc/thread-self/net/arp_tables_names");

  private final Nft nft;
  private final List<Program> arptables;

  /**
   * @param trace hears what they are given, and what they answer
   */
  public ArpPrograms(Nft nft, Consumer<String> trace) {
    this.nft = nft;
    // without the first one, the second is that of a system which has the old program alone
    arptables = List.of(new Program("arptables-legacy", trace), new Program("arptables", trace));
  }

  @Override
  public ArpFilter read() {
    List<Table> tables = new ArrayList<>();
    try {
      List<TableName> names = names();
      if (!names.isEmpty()) {
        tables.addAll(nft.tables(names));
      }
    } catch (NetlinkException | HostRequirementException | ProgramException unknown) {
      // such as a kernel without nftables, or a host without nft
    }
    try {
      if (Files.isReadable(LEGACY) && !Files.readString(LEGACY).isEmpty()) {
        tables.add(legacy());
      }
    } catch (IOException | HostRequirementException | ProgramException unknown) {
      // as above
    }
    return new ArpFilter(tables);
  }

  private static List<TableName> names() {
    try (Conversation kernel =
        Conversation.over(NetlinkSocket.open(TablesQuery.NETLINK_NETFILTER))) {
      return kernel.ask(new TablesQuery());
    }
  }

  private Table legacy() {
    try {
      return ArptablesListing.read(listing(arptables.get(0)));
    } catch (HostRequirementException absent) {
      return ArptablesListing.read(listing(arptables.get(1)));
    }
  }

  private static String listing(Program arptables) {
    return arptables.run("list ARP rules", "", "-L", "-n").out();
  }
}
