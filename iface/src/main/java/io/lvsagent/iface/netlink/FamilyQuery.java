package io.lvsagent.iface.netlink;

import java.util.List;

/**
 * The number of a family of generic netlink, which is its message type (CTRL_CMD_GETFAMILY of
 * linux/genetlink.h).
 *
 * @param load asked for by its name, the kernel loads the module of a family that it lacks
 *     (ctrl_getfamily in genetlink.c), and says ENOENT where there is none; without, all families
 *     are listed, nothing is loaded, and a family that is absent is no answer
 */
public record FamilyQuery(String name, boolean load) implements Query<Integer> {
  /** The type of the messages of nlctrl, the family of families. */
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
    int id = 0;
    String found = "";
    PayloadReader in = GenlMsgHdr.skip(answer);
    while (in.nextAttribute()) {
      switch (in.attribute()) {
        case CTRL_ATTR_FAMILY_ID -> id = in.asU16();
        case CTRL_ATTR_FAMILY_NAME -> found = in.asString();
        default -> {}
      }
    }
    if (found.equals(name)) {
      into.add(id);
    }
  }

  @Override
  public String toString() {
    return "look up generic netlink family " + name;
  }
}
