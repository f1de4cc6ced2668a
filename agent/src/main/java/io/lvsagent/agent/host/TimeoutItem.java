package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.Timeouts;
import java.util.ArrayList;
import java.util.List;

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
  public static List<TimeoutItem> of(Timeouts t) {
    List<TimeoutItem> items = new ArrayList<>();
    items.add(new TimeoutItem(TCP, t.tcp()));
    items.add(new TimeoutItem(TCP_FIN, t.tcpFin()));
    items.add(new TimeoutItem(UDP, t.udp()));
    items.removeIf(item -> item.seconds == 0);
    return items;
  }

  @Override
  public Key key() {
    return new Key(Kind.IPVS_TIMEOUT, name);
  }

  @Override
  public String text() {
    return Long.toString(seconds);
  }

  static final class Rules implements Batch.Edits {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (!keys.isEmpty()) {
        for (TimeoutItem item : kernel.ipvs().timeouts().map(TimeoutItem::of).orElse(List.of())) {
          if (keys.contains(item.key())) {
            into.put(item);
          }
        }
      }
    }

    /** Sets the others to 0, which leaves them unchanged. */
    @Override
    public List<IpvsEdit> edits(Change change) {
      long seconds = ((TimeoutItem) change.after()).seconds;
      String name = change.key().name();
      Timeouts timeouts =
          new Timeouts(
              name.equals(TCP) ? seconds : 0,
              name.equals(TCP_FIN) ? seconds : 0,
              name.equals(UDP) ? seconds : 0);
      return List.of(new IpvsEdit.SetTimeouts(timeouts));
    }

    @Override
    public Value parse(String name, String text) {
      return new TimeoutItem(name, Long.parseLong(text));
    }

    @Override
    public boolean canChange(Value before, Value after) {
      return after instanceof TimeoutItem;
    }
  }
}
