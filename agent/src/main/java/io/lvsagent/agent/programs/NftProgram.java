package io.lvsagent.agent.programs;

import io.lvsagent.agent.nftjson.TableReader;
import io.lvsagent.agent.nftjson.TableWriter;
import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.RulesQuery;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.iface.nft.TablesQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** Speaks with nftables by nft(8), in JSON. */
public final class NftProgram implements Nft {
  /** How nft says what the kernel said: strerror(3). */
  private static final Map<String, Integer> ERRORS =
      Map.of(
          "Operation not permitted", Errno.EPERM,
          "No such file or directory", Errno.ENOENT,
          "File exists", Errno.EEXIST,
          "Operation not supported", Errno.EOPNOTSUPP,
          "Protocol not supported", Errno.EOPNOTSUPP,
          "Address family not supported", Errno.EOPNOTSUPP,
          "Device or resource busy", Errno.EBUSY);

  private static final String ERROR = "Error: ";

  /** What it says before the kernel's own word, and after that nothing. */
  private static final String KERNEL = "Could not process rule: ";

  /** How much of an answer that makes no sense is repeated. */
  private static final int QUOTED = 200;

  private final Program nft;

  /**
   * @param trace hears what it is given, and what it answers
   */
  public NftProgram(Consumer<String> trace) {
    this(new Program("nft", trace));
  }

  NftProgram(Program nft) {
    this.nft = nft;
  }

  /** A run for each: of several in one, nft 1.0.6 finds the last alone. */
  @Override
  public List<Table> tables(Collection<TableName> names) {
    List<Table> tables = new ArrayList<>();
    for (TableName name : names) {
      try {
        tables.add(table(name));
      } catch (NetlinkException e) {
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
    }
    return tables;
  }

  /**
   * Throws NetlinkException for a listing without its rules: where the kernel lacks memory for a
   * part of its answer, nft 1.0.6 leaves them out and exits with 0.
   */
  private Table table(TableName name) {
    Table listed = listed(name);
    boolean isBare = listed.chains().stream().allMatch(chain -> chain.rules().isEmpty());
    if (isBare && !listed.chains().isEmpty() && !ask(new RulesQuery(name)).isEmpty()) {
      throw new NetlinkException("nft list table " + name, Errno.ENOBUFS, "it left out the rules");
    }
    return listed;
  }

  /** Asks the kernel itself, which costs no run of nft. Throws NetlinkException. */
  static <T> List<T> ask(Query<T> query) {
    try (Conversation kernel =
        Conversation.over(NetlinkSocket.open(TablesQuery.NETLINK_NETFILTER))) {
      return kernel.ask(query);
    }
  }

  private Table listed(TableName name) {
    String what = "list table " + name;
    String[] arguments = {"-j", "list", "table", name.family(), name.name()};
    String listing = run(what, "", arguments);
    try {
      return TableReader.read(name, listing);
    } catch (IllegalArgumentException e) {
      String quoted = listing.substring(0, Math.min(listing.length(), QUOTED)).replace('\n', ' ');
      String why = "answered \"" + quoted + "\": " + e.getMessage();
      throw new ProgramException(
          what, nft.line(arguments), listing.isEmpty() ? "answered nothing" : why);
    }
  }

  /**
   * One after the other, to tell which family the kernel lacks: where it has not all of them, it
   * says of a table that it is not there, and EOPNOTSUPP only to who makes one.
   */
  @Override
  public void tryOut(List<? extends NftEdit> edits) {
    for (NftEdit edit : edits) {
      try {
        run(List.of(edit), "-j", "-c", "-f", "-");
      } catch (NetlinkException e) {
        TableName table = edit.table();
        throw e.errno() == Errno.EOPNOTSUPP
            ? new NetlinkException(
                "nft make table " + table,
                e.errno(),
                "this kernel has no nftables for family " + table.family())
            : e;
      }
    }
  }

  @Override
  public void apply(List<? extends NftEdit> edits) {
    run(edits, "-j", "-f", "-");
  }

  private void run(List<? extends NftEdit> edits, String... arguments) {
    StringJoiner what = new StringJoiner("; ");
    edits.forEach(edit -> what.add(edit.text()));
    run(what.toString(), TableWriter.commands(edits) + "\n", arguments);
  }

  private String run(String what, String input, String... arguments) {
    Program.Answer answer = nft.run(what, input, arguments);
    if (answer.exit() != 0) {
      throw refused(what, answer);
    }
    return answer.out();
  }

  /** By its first error, which may bring others along, such as of a chain without a table. */
  private static NetlinkException refused(String what, Program.Answer answer) {
    String words = "exit status " + answer.exit() + " " + answer.err().replace('\n', ' ');
    for (String line : answer.err().split("\n")) {
      int error = line.indexOf(ERROR);
      if (error >= 0) {
        words = line.substring(error + ERROR.length());
        break;
      }
    }
    int errno = Errno.EINVAL;
    for (Map.Entry<String, Integer> error : ERRORS.entrySet()) {
      if (words.contains(error.getKey())) {
        errno = error.getValue();
        words = words.replace(KERNEL + error.getKey(), "");
      }
    }
    return new NetlinkException("nft " + what, errno, words);
  }
}
