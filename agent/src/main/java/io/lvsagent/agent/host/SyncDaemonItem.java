package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.SyncDaemon.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.IntConsumer;

/** A kernel thread that sends connections to another director, or receives them. */
public record SyncDaemonItem(SyncDaemon daemon) implements Item {
  @Override
  public Key key() {
    return new Key(Kind.IPVS_DAEMON, daemon.state().toString());
  }

  @Override
  public boolean accepts(Value observed) {
    return observed instanceof SyncDaemonItem && hasSameText(observed);
  }

  @Override
  public String text() {
    return "dev " + daemon.device() + " id " + daemon.syncId();
  }

  static final class Rules implements Kind.Rules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (!keys.isEmpty()) {
        kernel.ipvs().daemons().forEach(daemon -> into.put(new SyncDaemonItem(daemon)));
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.edit(kernel, changes, done, Rules::edits);
    }

    /** Stops and starts the daemon, because it cannot be reconfigured. */
    private static List<IpvsEdit> edits(Change change) {
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
    public String shell(Change change) {
      StringJoiner lines = new StringJoiner("\n");
      for (IpvsEdit edit : edits(change)) {
        lines.add(Shell.words("ipvsadm " + edit.arguments()));
      }
      return lines.toString();
    }

    @Override
    public Value parse(String name, String text) {
      String[] words = text.split(" ");
      State state = State.valueOf(name.toUpperCase(Locale.ROOT));
      return new SyncDaemonItem(new SyncDaemon(state, words[1], Integer.parseInt(words[3])));
    }

    @Override
    public Optional<String> device(String name, String text) {
      return text.equals(Absent.TEXT) ? Optional.empty() : Optional.of(text.split(" ")[1]);
    }

    @Override
    public String textOn(String text, String device) {
      return text.equals(Absent.TEXT)
          ? text
          : "dev " + device + text.substring(text.indexOf(" id "));
    }
  }
}
