package io.lvsagent.iface.nft;

import java.util.Collection;
import java.util.List;

/** Speaks with nftables in the namespace of the calling thread. */
public interface Nft {
  /** Those of these tables that are there. Throws NetlinkException. */
  List<Table> tables(Collection<TableName> names);

  /** Throws NetlinkException where one of these changes would be refused; nothing is changed. */
  void tryOut(List<? extends NftEdit> edits);

  /** Makes all of these changes, or none. Throws NetlinkException. */
  void apply(List<? extends NftEdit> edits);
}
