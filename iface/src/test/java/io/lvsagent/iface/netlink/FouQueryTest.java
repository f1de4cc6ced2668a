package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FouQueryTest {
  private static final FouQuery QUERY = new FouQuery(30);
  private static final byte[] ANSWER =
      Hex.bytes(
          """
          2c 00 00 00    # nlmsg_len 44
          1e 00          # nlmsg_type 30
          02 00          # nlmsg_flags NLM_F_MULTI
          01 00 00 00    # nlmsg_seq
          4d 00 00 00    # nlmsg_pid 77
          01 01 00 00    # FOU_CMD_ADD, version 1
          05 00 02 00    # FOU_ATTR_AF
          0a 00 00 00    #   AF_INET6
          06 00 01 00    # FOU_ATTR_PORT
          17 c0 00 00    #   6080
          05 00 04 00    # FOU_ATTR_TYPE
          02 00 00 00    #   FOU_ENCAP_GUE
          """);

  @Test
  void asksForAllPorts() {
    assertThat(Wire.write(QUERY))
        .isEqualTo(
            Hex.bytes(
                """
                14 00 00 00    # nlmsg_len 20
                1e 00          # nlmsg_type 30
                01 03          # nlmsg_flags NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                03 01 00 00    # FOU_CMD_GET, version 1
                """));
    assertThat(QUERY).hasToString("list ports of tunnels in UDP");
  }

  @Test
  void readsAPortAndItsFamily() {
    assertThat(Wire.read(QUERY, ANSWER)).containsExactly(new FouQuery.Port(true, 6080));
    Truncation.isNoticed(QUERY, ANSWER, Set.of(20, 25, 26, 27, 28, 34, 35, 36, 41, 42, 43));
  }

  /** A kernel without the module has none, and a new namespace neither. */
  @Test
  @Tag("kernel")
  void thereIsNoneWithoutTheModule() {
    assertThat(FouQuery.ports()).isEmpty();
  }
}
