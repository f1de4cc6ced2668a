package io.lvsagent.agent.plan;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Says changes to rtnetlink in one batch, and decides which refusals mean "already so". */
final class Batch {
  private Batch() {}

  /** Throws NetlinkException for the first change that is refused and not already so. */
  static void say(Kernel kernel, List<Change> changes, Function<Change, List<Request>> requests) {
    List<Request> all = new ArrayList<>(changes.size());
    List<Change> asks = new ArrayList<>(changes.size());
    for (Change change : changes) {
      for (Request request : requests.apply(change)) {
        all.add(request);
        asks.add(change);
      }
    }
    for (Refusal refusal : kernel.rtnetlink().apply(all)) {
      if (!alreadySo(kernel, asks.get(refusal.index()), refusal.why())) {
        throw refusal.why();
      }
    }
  }

  private static boolean alreadySo(Kernel kernel, Change change, NetlinkException why) {
    return switch (why.errno()) {
      case Errno.EADDRNOTAVAIL, Errno.ESRCH, Errno.ENODEV -> change.after() instanceof Absent;
      case Errno.EEXIST -> standsThere(kernel, change, why);
      default -> false;
    };
  }

  private static boolean standsThere(Kernel kernel, Change change, NetlinkException why) {
    State now = new State(List.of());
    change.key().kind().observe(kernel, List.of(change.key()), now);
    Value there = now.at(change.key());
    if (!change.after().accepts(there)) {
      throw new NetlinkException(why.operation(), why.errno(), "there is another: " + there.text());
    }
    return true;
  }
}
