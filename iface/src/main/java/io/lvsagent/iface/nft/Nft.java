package io.lvsagent.iface.nft;

import java.util.Collection;
import java.util.List;

/** Reads and changes nftables in the network namespace of the calling thread. */
public interface Nft {
  /** Returns those of the named tables that exist. Throws NetlinkException. */
  List<Table> tables(Collection<TableName> names);

  /** Throws NetlinkException if one of the changes would be refused. Changes nothing. */
  void tryOut(List<? extends NftEdit> edits);

  /** Applies all of the changes or none. Throws NetlinkException if one is refused. */
  void apply(List<? extends NftEdit> edits);
}
