package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.Attributes;
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
    Optional<ServiceMatch> of,
    Function<Attributes, T> reader,
    String words)
    implements Query<T> {

  /** Lists the virtual services without their real servers. */
  static IpvsQuery<TableEntry> services(int family) {
    int command = IpvsCmd.IPVS_CMD_GET_SERVICE;
    return new IpvsQuery<>(
        family, command, Optional.empty(), SvcAttr::read, "list virtual services");
  }

  /** Lists the real servers of a virtual service. The answer is empty if the service is gone. */
  static IpvsQuery<TableEntry.Server> servers(int family, ServiceMatch match) {
    String words = "list real servers of " + match;
    return new IpvsQuery<>(
        family, IpvsCmd.IPVS_CMD_GET_DEST, Optional.of(match), DestAttr::read, words);
  }

  static IpvsQuery<SyncDaemon> daemons(int family) {
    int command = IpvsCmd.IPVS_CMD_GET_DAEMON;
    return new IpvsQuery<>(
        family, command, Optional.empty(), DaemonAttr::read, "list sync daemons");
  }

  static IpvsQuery<Timeouts> timeouts(int family) {
    int command = IpvsCmd.IPVS_CMD_GET_CONFIG;
    return new IpvsQuery<>(family, command, Optional.empty(), TimeoutAttr::read, "read timeouts");
  }

  @Override
  public void write(MessageWriter out) {
    out.header(family, command == IpvsCmd.IPVS_CMD_GET_CONFIG ? 0 : NlMsgHdr.NLM_F_DUMP);
    IpvsCmd.write(out, command);
    of.ifPresent(match -> SvcAttr.writeMatch(out, match));
  }

  @Override
  public void read(PayloadReader answer, List<T> into) {
    try {
      into.add(reader.apply(GenlMsgHdr.skip(answer).attributes()));
    } catch (IllegalArgumentException outOfRange) {
      throw new MalformedMessage(String.valueOf(outOfRange.getMessage()));
    }
  }

  @Override
  public String toString() {
    return words;
  }
}
