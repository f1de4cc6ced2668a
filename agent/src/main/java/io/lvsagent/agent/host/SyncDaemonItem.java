package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.SyncDaemon.State;
import java.util.ArrayList;
import java.util.List;

/** A kernel thread that sends connections to another director, or receives them. */
public record SyncDaemonItem(SyncDaemon daemon) implements Item {
  @Override
  public Key key() {
    return new Key(Kind.IPVS_DAEMON, daemon.state().toString());
  }

  @Override
  public String text() {
    return "dev " + daemon.device() + " id " + daemon.syncId();
  }

  static final class Rules implements Batch.Edits {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (!keys.isEmpty()) {
        kernel.ipvs().daemons().forEach(daemon -> into.put(new SyncDaemonItem(daemon)));
      }
    }

    /** Stops and starts the daemon, because it cannot be reconfigured. */
    @Override
    public List<IpvsEdit> edits(Change change) {
      List<IpvsEdit> edits = new ArrayList<>(2);
      if (change.before() instanceof SyncDaemonItem gone) {
        edits.add(new IpvsEdit.StopDaemon(gone.daemon.state()));
      }
      if (change.after() instanceof SyncDaemonItem made) {
        edits.add(new IpvsEdit.StartDaemon(made.daemon));
      }
      return edits;
    }

    @Override
    public Value parse(String name, String text) {
      Words words = new Words(text, 0);
      State state = Words.constant(name, State.class);
      return new SyncDaemonItem(
          new SyncDaemon(state, words.take("dev", ""), words.number("id", 0)));
    }
  }
}
