package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FamilyQueryTest {
  private static final FamilyQuery LISTED = new FamilyQuery("IPVS", false);
  private static final FamilyQuery LOADED = new FamilyQuery("IPVS", true);

  private static final String ANSWER =
      """
      44 00 00 00    # nlmsg_len 68
      10 00          # nlmsg_type GENL_ID_CTRL
      02 00          # nlmsg_flags NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      01 02 00 00    # CTRL_CMD_NEWFAMILY, version 2
      09 00 02 00    # CTRL_ATTR_FAMILY_NAME
      49 50 56 53    #   "IPVS"
      00 00 00 00    #   NUL, padding
      06 00 01 00    # CTRL_ATTR_FAMILY_ID
      1c 00 00 00    #   28
      08 00 03 00    # CTRL_ATTR_VERSION
      01 00 00 00    #   1
      14 00 06 00    # CTRL_ATTR_OPS
      10 00 01 00    #   the first
      06 00 01 00    #     an attribute of another level
      63 00 00 00    #       99
      04 00 02 00    #     one without a value
      """;

  @Test
  void readsTheNumberOfTheNamedFamily() {
    assertThat(Wire.read(LISTED, Hex.bytes(ANSWER))).containsExactly(28);
    assertThat(Wire.read(LOADED, Hex.bytes(ANSWER))).containsExactly(28);
    assertThat(Wire.read(new FamilyQuery("nlctrl", false), Hex.bytes(ANSWER))).isEmpty();
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(LISTED, Hex.bytes(ANSWER), Set.of(20, 29, 30, 31, 32, 38, 39, 40, 48));
  }

  @Test
  void listsAllFamiliesIfNothingMayBeLoaded() {
    assertThat(Wire.write(LISTED))
        .isEqualTo(
            Hex.bytes(
                """
                14 00 00 00    # nlmsg_len 20
                10 00          # nlmsg_type GENL_ID_CTRL
                01 03          # nlmsg_flags NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                03 02 00 00    # CTRL_CMD_GETFAMILY, version 2
                """));
  }

  @Test
  void namesTheFamilyToLoad() {
    assertThat(Wire.write(LOADED))
        .isEqualTo(
            Hex.bytes(
                """
                20 00 00 00    # nlmsg_len 32
                10 00 01 00    # GENL_ID_CTRL, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                03 02 00 00    # CTRL_CMD_GETFAMILY, version 2
                09 00 02 00    # CTRL_ATTR_FAMILY_NAME
                49 50 56 53    #   "IPVS"
                00 00 00 00    #   NUL, padding
                """));
    assertThat(LOADED).hasToString("look up generic netlink family IPVS");
  }

  @Test
  @Tag("kernel")
  void theKernelFindsNlctrlAndNoUnknownFamily() {
    try (Conversation kernel = Conversation.over(NetlinkSocket.open(GenlMsgHdr.NETLINK_GENERIC))) {
      for (boolean load : List.of(false, true)) {
        assertThat(kernel.ask(new FamilyQuery("nlctrl", load)))
            .containsExactly(FamilyQuery.GENL_ID_CTRL);
      }
      assertThat(kernel.ask(new FamilyQuery("none-such", false))).isEmpty();
      NetlinkException none =
          catchThrowableOfType(
              NetlinkException.class, () -> kernel.ask(new FamilyQuery("none-such", true)));
      assertThat(none.errno()).isEqualTo(Errno.ENOENT);
    }
  }
}
