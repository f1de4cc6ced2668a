package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.GenlMsgHdr;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query to the IPVS family.
 *
 * @param family number of the family
 * @param of the virtual service that the query is about, or empty
 * @param words the query as errors show it
 */
record IpvsQuery<T>(
    int family,
    int command,
    int flags,
    Optional<ServiceMatch> of,
    Function<PayloadReader, T> reader,
    String words)
    implements Query<T> {

  /** Lists the virtual services without their real servers. */
  static IpvsQuery<TableEntry> services(int family) {
    return dump(
        family,
        IpvsCmd.IPVS_CMD_GET_SERVICE,
        Optional.empty(),
        in -> SvcAttr.read(IpvsCmd.nested(in, IpvsCmd.IPVS_CMD_ATTR_SERVICE)),
        "list virtual services");
  }

  /** Lists the real servers of a virtual service. The answer is empty if the service is gone. */
  static IpvsQuery<TableEntry.Server> servers(int family, ServiceMatch match) {
    return dump(
        family,
        IpvsCmd.IPVS_CMD_GET_DEST,
        Optional.of(match),
        in -> DestAttr.read(IpvsCmd.nested(in, IpvsCmd.IPVS_CMD_ATTR_DEST)),
        "list real servers of " + match);
  }

  static IpvsQuery<SyncDaemon> daemons(int family) {
    return dump(
        family,
        IpvsCmd.IPVS_CMD_GET_DAEMON,
        Optional.empty(),
        in -> DaemonAttr.read(IpvsCmd.nested(in, IpvsCmd.IPVS_CMD_ATTR_DAEMON)),
        "list sync daemons");
  }

  static IpvsQuery<Timeouts> timeouts(int family) {
    int command = IpvsCmd.IPVS_CMD_GET_CONFIG;
    return new IpvsQuery<>(
        family, command, 0, Optional.empty(), TimeoutAttr::read, "read timeouts");
  }

  private static <T> IpvsQuery<T> dump(
      int family,
      int command,
      Optional<ServiceMatch> of,
      Function<PayloadReader, T> reader,
      String words) {
    return new IpvsQuery<>(family, command, NlMsgHdr.NLM_F_DUMP, of, reader, words);
  }

  @Override
  public void write(MessageWriter out) {
    out.header(family, flags);
    IpvsCmd.write(out, command);
    if (of.isPresent()) {
      SvcAttr.writeMatch(out, of.get());
    }
  }

  @Override
  public void read(PayloadReader answer, List<T> into) {
    try {
      into.add(reader.apply(GenlMsgHdr.skip(answer)));
    } catch (IllegalArgumentException outOfRange) {
      throw new MalformedMessage(String.valueOf(outOfRange.getMessage()));
    }
  }

  @Override
  public String toString() {
    return words;
  }
}
