package io.lvsagent.agent.host;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * A part of the kernel that may be a module: IPVS. It is never unloaded, because others may need it
 * by then. The modules of devices are loaded by {@link DeviceItem}.
 */
public record ModuleItem(String name) implements Item {
  public static final ModuleItem IPVS = new ModuleItem("ip_vs");

  @Override
  public Key key() {
    return new Key(Kind.MODULE, name);
  }

  @Override
  public String text() {
    return "loaded";
  }

  static final class Rules implements Kind.Rules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (Key key : keys) {
        if (key.name().equals(IPVS.name) && kernel.ipvs().isPresent()) {
          into.put(IPVS);
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      for (int i = 0; i < changes.size(); i++) {
        kernel.modules().load(changes.get(i).key().name());
        done.accept(i);
      }
    }

    @Override
    public String shell(Change change) {
      return "modprobe " + Shell.word(change.key().name());
    }

    @Override
    public Value parse(String name, String text) {
      if (!name.equals(IPVS.name)) {
        throw new IllegalArgumentException("module " + name);
      }
      return IPVS;
    }

    @Override
    public boolean canChange(Value before, Value after) {
      return before instanceof Absent && after instanceof ModuleItem;
    }
  }
}
