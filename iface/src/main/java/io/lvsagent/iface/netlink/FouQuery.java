package io.lvsagent.iface.netlink;

import java.util.List;

/**
 * Lists the ports on which the kernel unwraps tunnels in UDP, as {@code ip fou show} does
 * (FOU_CMD_GET of linux/fou.h). It loads no module.
 *
 * @param family the number of the generic netlink family
 */
public record FouQuery(int family) implements Query<FouQuery.Port> {
  private static final int VERSION = 1;
  private static final int FOU_CMD_GET = 3;
  private static final int FOU_ATTR_PORT = 1;
  private static final int FOU_ATTR_AF = 2;
  private static final int AF_INET6 = 10;

  /** A port that is open for a family of addresses. */
  public record Port(boolean v6, int number) {}

  /** Returns the ports of the calling thread's network namespace. */
  public static List<Port> ports() {
    try (Conversation kernel = Conversation.over(NetlinkSocket.open(GenlMsgHdr.NETLINK_GENERIC))) {
      List<Integer> family = kernel.ask(new FamilyQuery("fou", false));
      return family.isEmpty() ? List.of() : kernel.ask(new FouQuery(family.get(0)));
    }
  }

  @Override
  public void write(MessageWriter out) {
    out.header(family, NlMsgHdr.NLM_F_DUMP);
    GenlMsgHdr.write(out, FOU_CMD_GET, VERSION);
  }

  @Override
  public void read(PayloadReader answer, List<Port> into) {
    Attributes port = GenlMsgHdr.skip(answer).attributes();
    into.add(new Port(port.u8(FOU_ATTR_AF) == AF_INET6, port.be16(FOU_ATTR_PORT)));
  }

  @Override
  public String toString() {
    return "list ports of tunnels in UDP";
  }
}
