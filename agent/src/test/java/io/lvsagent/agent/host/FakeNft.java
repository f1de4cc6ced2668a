package io.lvsagent.agent.host;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The tables of nftables of a host in memory. */
final class FakeNft implements Nft {
  private final BooleanSupplier refused;
  private final Set<String> lacking = new HashSet<>();
  private Map<TableName, Table> tables = new LinkedHashMap<>();

  /**
   * @param refused asked before each edit whether it shall be refused
   */
  FakeNft(BooleanSupplier refused) {
    this.refused = refused;
  }

  /** The kernel has no tables of this family. */
  void lack(String family) {
    lacking.add(family);
  }

  @Override
  public List<Table> tables(Collection<TableName> names) {
    return names.stream().filter(tables::containsKey).map(name -> tables.get(name)).toList();
  }

  /** Each alone, as nft is asked. */
  @Override
  public void tryOut(List<? extends NftEdit> edits) {
    edits.forEach(edit -> make(new LinkedHashMap<>(tables), edit));
  }

  @Override
  public void apply(List<? extends NftEdit> edits) {
    boolean refuses = false;
    for (int i = 0; i < edits.size(); i++) {
      refuses |= refused.getAsBoolean();
    }
    if (refuses) {
      throw new NetlinkException("nft " + edits, Errno.EPERM, "");
    }
    say(edits);
  }

  /** The same as somebody else would; it must not be refused. */
  void say(List<? extends NftEdit> edits) {
    Map<TableName, Table> next = new LinkedHashMap<>(tables);
    edits.forEach(edit -> make(next, edit));
    tables = next;
  }

  private void make(Map<TableName, Table> there, NftEdit edit) {
    int errno = 0;
    if (edit instanceof NftEdit.Create create) {
      boolean lacks = lacking.contains(create.table().family());
      Table known = lacks ? null : there.putIfAbsent(create.table(), create.created());
      errno = lacks ? Errno.EOPNOTSUPP : known == null ? 0 : Errno.EEXIST;
    } else if (edit instanceof NftEdit.Replace replace) {
      errno = there.replace(replace.table(), replace.replacement()) == null ? Errno.ENOENT : 0;
    } else {
      errno = there.remove(edit.table()) == null ? Errno.ENOENT : 0;
    }
    if (errno != 0) {
      throw new NetlinkException("nft " + edit.text(), errno, "");
    }
  }

  /** All that there is, one thing a line. */
  List<String> snapshot() {
    List<String> all = new ArrayList<>();
    tables.values().forEach(table -> all.add("nft " + table.name() + " " + table.text()));
    return all;
  }
}
