package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.RtnetlinkRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Says changes to the kernel in one batch, and decides which refusals mean "already so". */
final class Batch {
  private Batch() {}

  /** Says it to rtnetlink. Throws NetlinkException for the first change that is refused. */
  static void say(
      Kernel kernel,
      List<Change> changes,
      IntConsumer done,
      Function<Change, List<RtnetlinkRequest>> requests) {
    say(kernel, changes, done, requests, kernel.rtnetlink()::apply);
  }

  /** Says it to IPVS. Throws NetlinkException for the first change that is refused. */
  static void edit(
      Kernel kernel,
      List<Change> changes,
      IntConsumer done,
      Function<Change, List<IpvsEdit>> edits) {
    say(kernel, changes, done, edits, kernel.ipvs()::apply);
  }

  private static <T> void say(
      Kernel kernel,
      List<Change> changes,
      IntConsumer done,
      Function<Change, List<T>> requests,
      Function<List<T>, List<Refusal>> conversation) {
    List<T> all = new ArrayList<>(changes.size());
    List<Integer> asking = new ArrayList<>(changes.size());
    for (int i = 0; i < changes.size(); i++) {
      for (T request : requests.apply(changes.get(i))) {
        all.add(request);
        asking.add(i);
      }
    }
    Map<Integer, NetlinkException> refused = new TreeMap<>();
    for (Refusal refusal : conversation.apply(all)) {
      refused.putIfAbsent(asking.get(refusal.index()), refusal.why());
    }
    // the kernel goes on after a refusal: those behind it are made as well
    for (int i = 0; i < changes.size(); i++) {
      if (!refused.containsKey(i)) {
        done.accept(i);
      }
    }
    refused.forEach(
        (i, why) -> {
          if (!alreadySo(kernel, changes.get(i), why)) {
            throw why;
          }
          done.accept(i);
        });
  }

  private static boolean alreadySo(Kernel kernel, Change change, NetlinkException why) {
    return switch (why.errno()) {
      case Errno.EADDRNOTAVAIL, Errno.ESRCH, Errno.ENOENT, Errno.ENODEV ->
          change.after() instanceof Absent;
      case Errno.EEXIST -> standsThere(kernel, change, why);
      default -> false;
    };
  }

  private static boolean standsThere(Kernel kernel, Change change, NetlinkException why) {
    HostState now = new HostState(List.of());
    change.key().kind().observe(kernel, List.of(change.key()), now);
    Value there = now.at(change.key());
    if (!change.after().accepts(there)) {
      throw new NetlinkException(why.operation(), why.errno(), "there is another: " + there.text());
    }
    return true;
  }
}
