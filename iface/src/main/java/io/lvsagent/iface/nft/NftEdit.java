package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.List;

/** A change of one whole table. */
public sealed interface NftEdit {
  TableName table();

  /** Returns the commands as libnftables-json(5) describes them. */
  List<String> json();

  /** Returns the commands in the syntax of nft. */
  String text();

  /** Creates a table. Refused with EEXIST if it exists. */
  record Create(Table created) implements NftEdit {
    @Override
    public TableName table() {
      return created.name();
    }

    @Override
    public List<String> json() {
      return NftEdit.contents("create", created);
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
    public List<String> json() {
      List<String> commands = new ArrayList<>(new Delete(replacement.name()).json());
      commands.addAll(NftEdit.contents("add", replacement));
      return commands;
    }

    @Override
    public String text() {
      return new Delete(replacement.name()).text() + "; " + NftEdit.declaration(replacement);
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

  private static List<String> contents(String verb, Table table) {
    List<String> commands = new ArrayList<>();
    commands.add("{\"" + verb + "\":" + table.name().json() + "}");
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
