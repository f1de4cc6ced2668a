package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.Timeouts;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The time for which IPVS remembers an idle connection.
 *
 * @param name {@code tcp}, {@code tcp-fin} or {@code udp}
 * @param seconds at least 1
 */
public record TimeoutItem(String name, long seconds) implements Item {
  private static final String TCP = "tcp";
  private static final String TCP_FIN = "tcp-fin";
  private static final String UDP = "udp";

  /** Returns an item for each timeout that is set. */
  public static List<TimeoutItem> of(Timeouts timeouts) {
    return List.of(
            new TimeoutItem(TCP, timeouts.tcp()),
            new TimeoutItem(TCP_FIN, timeouts.tcpFin()),
            new TimeoutItem(UDP, timeouts.udp()))
        .stream()
        .filter(item -> item.seconds != 0)
        .toList();
  }

  @Override
  public Key key() {
    return new Key(Kind.IPVS_TIMEOUT, name);
  }

  @Override
  public boolean accepts(Value observed) {
    return observed instanceof TimeoutItem item && item.seconds == seconds;
  }

  @Override
  public String text() {
    return Long.toString(seconds);
  }

  static final class Rules implements Kind.Rules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (keys.isEmpty()) {
        return;
      }
      for (TimeoutItem item : kernel.ipvs().timeouts().map(TimeoutItem::of).orElse(List.of())) {
        if (keys.contains(item.key())) {
          into.put(item);
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.edit(kernel, changes, done, change -> List.of(edit(change)));
    }

    /** Sets the others to 0, which leaves them unchanged. */
    private static IpvsEdit edit(Change change) {
      long seconds = ((TimeoutItem) change.after()).seconds;
      String name = change.key().name();
      return new IpvsEdit.SetTimeouts(
          new Timeouts(
              name.equals(TCP) ? seconds : 0,
              name.equals(TCP_FIN) ? seconds : 0,
              name.equals(UDP) ? seconds : 0));
    }

    @Override
    public String shell(Change change) {
      return "ipvsadm " + edit(change).arguments();
    }

    @Override
    public Value parse(String name, String text) {
      return new TimeoutItem(name, Long.parseLong(text));
    }

    @Override
    public boolean canChange(Value before, Value after) {
      return after instanceof TimeoutItem;
    }

    @Override
    public boolean overwrites() {
      return true;
    }
  }
}
