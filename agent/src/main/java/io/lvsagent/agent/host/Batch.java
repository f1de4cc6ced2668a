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

/** Sends changes in one batch. A refusal that means "already so" counts as success. */
final class Batch {
  private Batch() {}

  /** The rules of kinds that are changed by rtnetlink. */
  interface Requests extends Kind.Rules {
    /** Returns the requests that make a change, in order. */
    List<RtnetlinkRequest> requests(Change change);

    @Override
    default void requireReady(Kernel kernel, List<Change> changes) {
      kernel.rtnetlink().requirePermission(requests(changes.get(0)).get(0));
    }

    @Override
    default void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      send(kernel, changes, done, this::requests, kernel.rtnetlink()::apply);
    }
  }

  /** The rules of kinds of the IPVS table. */
  interface Edits extends Kind.Rules {
    /** Returns the edits that make a change, in order. */
    List<IpvsEdit> edits(Change change);

    @Override
    default void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      send(kernel, changes, done, this::edits, kernel.ipvs()::apply);
    }

    @Override
    default String shell(Change change) {
      List<String> lines = new ArrayList<>();
      for (IpvsEdit edit : edits(change)) {
        lines.add(Shell.words("ipvsadm " + edit.arguments()));
      }
      return String.join("\n", lines);
    }
  }

  /** Throws NetlinkException for the first change that is refused. */
  private static <T> void send(
      Kernel kernel,
      List<Change> changes,
      IntConsumer done,
      Function<Change, List<T>> requests,
      Function<List<T>, List<Refusal>> exchange) {
    List<T> all = new ArrayList<>(changes.size());
    List<Integer> origins = new ArrayList<>(changes.size());
    for (int i = 0; i < changes.size(); i++) {
      for (T request : requests.apply(changes.get(i))) {
        all.add(request);
        origins.add(i);
      }
    }
    Map<Integer, NetlinkException> refused = new TreeMap<>();
    for (Refusal refusal : exchange.apply(all)) {
      refused.putIfAbsent(origins.get(refusal.index()), refusal.why());
    }
    // the kernel goes on after a refusal: later changes are made as well
    for (int i = 0; i < changes.size(); i++) {
      if (!refused.containsKey(i)) {
        done.accept(i);
      }
    }
    refused.forEach(
        (i, why) -> {
          if (!isAlreadySo(kernel, changes.get(i), why)) {
            throw why;
          }
          done.accept(i);
        });
  }

  private static boolean isAlreadySo(Kernel kernel, Change change, NetlinkException why) {
    return switch (why.errno()) {
      case Errno.EADDRNOTAVAIL, Errno.ESRCH, Errno.ENOENT, Errno.ENODEV ->
          change.after() instanceof Absent;
      case Errno.EEXIST -> isThere(kernel, change, why);
      default -> false;
    };
  }

  private static boolean isThere(Kernel kernel, Change change, NetlinkException why) {
    HostState now = new HostState(List.of());
    change.key().kind().observe(kernel, List.of(change.key()), now);
    Value there = now.at(change.key());
    if (!change.after().accepts(there)) {
      String other = there instanceof Absent ? inTheWay(change, now) : there.text();
      throw new NetlinkException(why.operation(), why.errno(), "another one is there: " + other);
    }
    return true;
  }

  /** Describes what is at another key: a device has an IPv6 address once, whatever its prefix. */
  private static String inTheWay(Change change, HostState now) {
    for (Value value : now.unrequested()) {
      if (value instanceof Item item
          && item.local().isPresent()
          && item.local().equals(change.after().local())
          && item.key().device().equals(change.key().device())) {
        return item.key().toString();
      }
    }
    return Absent.TEXT;
  }
}
