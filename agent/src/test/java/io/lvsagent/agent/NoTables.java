package io.lvsagent.agent;

import io.lvsagent.iface.nft.Edit;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.Collection;
import java.util.List;

/** A host on which nothing of nftables is asked for. */
record NoTables() implements Nft {
  @Override
  public List<Table> tables(Collection<TableName> names) {
    throw new UnsupportedOperationException("tables " + names);
  }

  @Override
  public void apply(List<? extends Edit> edits) {
    throw new UnsupportedOperationException("apply " + edits);
  }
}
