package io.lvsagent.agent.host;

import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import java.util.Collection;
import java.util.List;

/** A host without nft. */
record NoTables() implements Nft {
  @Override
  public List<Table> tables(Collection<TableName> names) {
    throw new HostRequirementException(Missing.PROGRAM, "list " + names + ": nft is not installed");
  }

  @Override
  public void tryOut(List<? extends NftEdit> edits) {
    apply(edits);
  }

  @Override
  public void apply(List<? extends NftEdit> edits) {
    throw new HostRequirementException(
        Missing.PROGRAM, "apply " + edits + ": nft is not installed");
  }
}
