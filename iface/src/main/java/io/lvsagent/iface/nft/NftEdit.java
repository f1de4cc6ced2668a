package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.List;

/** A change of one table as a whole. */
public sealed interface NftEdit {
  TableName table();

  /** Commands of libnftables-json(5). */
  List<String> json();

  /** The same in the syntax of nft. */
  String text();

  /** Makes a table that is not there; refused (EEXIST) where one is. */
  record Create(Table made) implements NftEdit {
    @Override
    public TableName table() {
      return made.name();
    }

    @Override
    public List<String> json() {
      return NftEdit.filling("create", made);
    }

    @Override
    public String text() {
      return "create table " + made.name() + "; " + NftEdit.declaration(made);
    }
  }

  /** Puts another table in the place of the one that is there, in one step. */
  record Replace(Table by) implements NftEdit {
    @Override
    public TableName table() {
      return by.name();
    }

    @Override
    public List<String> json() {
      List<String> commands = new ArrayList<>(new Delete(by.name()).json());
      commands.addAll(NftEdit.filling("add", by));
      return commands;
    }

    @Override
    public String text() {
      return new Delete(by.name()).text() + "; " + NftEdit.declaration(by);
    }
  }

  record Delete(TableName table) implements NftEdit {
    @Override
    public List<String> json() {
      return List.of("{\"delete\":" + table.json() + "}");
    }

    @Override
    public String text() {
      return "delete table " + table;
    }
  }

  private static List<String> filling(String how, Table table) {
    List<String> commands = new ArrayList<>();
    commands.add("{\"" + how + "\":" + table.name().json() + "}");
    for (String object : table.contents()) {
      commands.add("{\"add\":" + object + "}");
    }
    return commands;
  }

  private static String declaration(Table table) {
    String contents = table.contents().isEmpty() ? "" : table.text() + "; ";
    return "table " + table.name() + " { " + contents + "}";
  }
}
