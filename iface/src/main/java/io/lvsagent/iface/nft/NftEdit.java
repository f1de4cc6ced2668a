package io.lvsagent.iface.nft;

/** A change of one whole table. */
public sealed interface NftEdit {
  TableName table();

  /** Returns the command in the syntax of nft, for printing. */
  String text();

  /** Creates a table. Refused with EEXIST if it exists. */
  record Create(Table created) implements NftEdit {
    @Override
    public TableName table() {
      return created.name();
    }

    @Override
    public String text() {
      return "create table " + created.name() + "; " + NftEdit.declaration(created);
    }
  }

  /** Replaces an existing table in one transaction. */
  record Replace(Table replacement) implements NftEdit {
    @Override
    public TableName table() {
      return replacement.name();
    }

    @Override
    public String text() {
      return new Delete(replacement.name()).text() + "; " + NftEdit.declaration(replacement);
    }
  }

  record Delete(TableName table) implements NftEdit {
    @Override
    public String text() {
      return "delete table " + table;
    }
  }

  private static String declaration(Table table) {
    String contents = table.isEmpty() ? "" : table.text() + "; ";
    return "table " + table.name() + " { " + contents + "}";
  }
}
