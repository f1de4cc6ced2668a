package io.lvsagent.agent.programs;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.nft.ArpFilter;
import io.lvsagent.iface.nft.InputFilter;
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

/**
 * Reads the rules of packet filters by nft(8), arptables(8) and iptables-save(8), if the kernel has
 * any. What cannot be read, such as on a kernel without nftables or a host without nft, is left
 * out.
 */
public final class FilterPrograms implements Kernel.ArpRules, Kernel.InputRules {
  /** Files of this folder name the old tables that were ever used; only root may read them. */
  private static final Path NET = Path.of("/proc/thread-self/net");

  private final Nft nft;
  private final Consumer<String> trace;

  /**
   * @param trace hears what they are given, and what they answer
   */
  public FilterPrograms(Nft nft, Consumer<String> trace) {
    this.nft = nft;
    this.trace = trace;
  }

  @Override
  public ArpFilter read() {
    List<Table> tables = new ArrayList<>(tables("arp"));
    if (isUsed("arp_tables_names")) {
      String listing = listing("list ARP rules", "arptables-legacy", "arptables", "-L", "-n");
      if (!listing.isEmpty()) {
        tables.add(ArptablesListing.read(listing));
      }
    }
    return new ArpFilter(tables);
  }

  @Override
  public InputFilter input(boolean v6) {
    String family = v6 ? "ip6" : "ip";
    List<Table> tables = new ArrayList<>(tables(family));
    tables.addAll(tables("inet"));
    if (isUsed(family + "_tables_names")) {
      String program = v6 ? "ip6tables" : "iptables";
      String listing = listing("list rules", program + "-legacy-save", program + "-save");
      tables.addAll(IptablesListing.read(family, listing));
    }
    return new InputFilter(tables);
  }

  /** Returns the tables of nftables of a family that nft can list. */
  private List<Table> tables(String family) {
    List<Table> tables = new ArrayList<>();
    for (TableName name : names(family)) {
      try {
        tables.addAll(nft.tables(List.of(name)));
      } catch (NetlinkException | HostRequirementException | ProgramException unknown) {
        // see the class
      }
    }
    return tables;
  }

  private static List<TableName> names(String family) {
    try {
      return NftProgram.ask(new TablesQuery(family));
    } catch (NetlinkException unknown) {
      return List.of();
    }
  }

  private static boolean isUsed(String names) {
    try {
      Path file = NET.resolve(names);
      return Files.isReadable(file) && !Files.readString(file).isEmpty();
    } catch (IOException unknown) {
      return false;
    }
  }

  /**
   * Returns what a program prints, or nothing.
   *
   * @param plain its name on a system that has the old program alone
   */
  private String listing(String purpose, String legacy, String plain, String... arguments) {
    try {
      return new Program(legacy, trace).run(purpose, "", arguments).out();
    } catch (HostRequirementException absent) {
      try {
        return new Program(plain, trace).run(purpose, "", arguments).out();
      } catch (HostRequirementException | ProgramException unknown) {
        return "";
      }
    } catch (ProgramException unknown) {
      return "";
    }
  }
}
