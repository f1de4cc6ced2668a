package io.lvsagent.iface.netlink;

import java.util.List;

/**
 * Asks for the number of a generic netlink family, which is its message type (CTRL_CMD_GETFAMILY of
 * linux/genetlink.h).
 *
 * @param load if true, the family is requested by name: the kernel loads its module if necessary
 *     (ctrl_getfamily in genetlink.c) and reports ENOENT if there is none. If false, all families
 *     are listed, no module is loaded, and the answer is empty if the family is absent
 */
public record FamilyQuery(String name, boolean load) implements Query<Integer> {
  /** The message type of nlctrl, the family that lists the others. */
  public static final int GENL_ID_CTRL = 16;

  private static final int CTRL_VERSION = 2;
  private static final int CTRL_CMD_GETFAMILY = 3;
  private static final int CTRL_ATTR_FAMILY_ID = 1;
  private static final int CTRL_ATTR_FAMILY_NAME = 2;

  @Override
  public void write(MessageWriter out) {
    out.header(GENL_ID_CTRL, load ? 0 : NlMsgHdr.NLM_F_DUMP);
    GenlMsgHdr.write(out, CTRL_CMD_GETFAMILY, CTRL_VERSION);
    if (load) {
      out.attribute(CTRL_ATTR_FAMILY_NAME, name);
    }
  }

  @Override
  public void read(PayloadReader answer, List<Integer> into) {
    Attributes family = GenlMsgHdr.skip(answer).attributes();
    if (family.text(CTRL_ATTR_FAMILY_NAME).equals(name)) {
      into.add(family.u16(CTRL_ATTR_FAMILY_ID));
    }
  }

  @Override
  public String toString() {
    return "look up generic netlink family " + name;
  }
}
