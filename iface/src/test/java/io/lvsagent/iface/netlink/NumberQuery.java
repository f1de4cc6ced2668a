package io.lvsagent.iface.netlink;

import java.util.List;

/** A query of a made-up family whose answers are numbers. */
record NumberQuery() implements Query<Integer> {
  static final int ASK = 100;
  static final int ANSWER = 101;

  @Override
  public void write(MessageWriter out) {
    out.header(ASK, NlMsgHdr.NLM_F_DUMP);
    out.u32(0);
  }

  @Override
  public void read(PayloadReader answer, List<Integer> into) {
    into.add(answer.s32());
  }

  @Override
  public String toString() {
    return "list numbers";
  }
}
