package io.lvsagent.agent.host;

import io.lvsagent.agent.nftjson.TableReader;
import io.lvsagent.agent.nftjson.TableWriter;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.List;
import java.util.function.IntConsumer;

/** A whole table of nftables. A table of ours contains nothing foreign. */
public record NftTableItem(Table table) implements Item {
  @Override
  public Key key() {
    return new Key(Kind.NFT_TABLE, table.name().toString());
  }

  @Override
  public String text() {
    return table.text();
  }

  @Override
  public String recorded() {
    return TableWriter.listing(table);
  }

  @Override
  public boolean hasSameText(Value other) {
    return equals(other);
  }

  static final class Rules implements Kind.Rules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (!keys.isEmpty()) {
        List<TableName> names = keys.stream().map(key -> TableName.parse(key.name())).toList();
        kernel.nft().tables(names).forEach(table -> into.put(new NftTableItem(table)));
      }
    }

    /** Checks beforehand, because tables depend on the kernel's configuration and its modules. */
    @Override
    public void tryOut(Kernel kernel, List<Change> changes) {
      kernel.nft().tryOut(changes.stream().map(Rules::edit).toList());
    }

    /** Applies all changes in one transaction. */
    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      kernel.nft().apply(changes.stream().map(Rules::edit).toList());
      for (int i = 0; i < changes.size(); i++) {
        done.accept(i);
      }
    }

    private static NftEdit edit(Change change) {
      if (!(change.after() instanceof NftTableItem made)) {
        return new NftEdit.Delete(TableName.parse(change.key().name()));
      }
      return change.before() instanceof NftTableItem
          ? new NftEdit.Replace(made.table)
          : new NftEdit.Create(made.table);
    }

    @Override
    public String shell(Change change) {
      return "nft " + Shell.word(edit(change).text());
    }

    @Override
    public Value parse(String name, String text) {
      return new NftTableItem(TableReader.read(TableName.parse(name), text));
    }
  }
}
