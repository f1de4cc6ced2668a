package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A virtual service of the IPVS table. It keeps its key, which is needed often. */
public record VirtualServiceItem(Key key, VirtualService service) implements Item {
  public VirtualServiceItem(VirtualService service) {
    this(key(service.match()), service);
  }

  /** Returns the key of the virtual service with this match. */
  public static Key key(ServiceMatch match) {
    return new Key(Kind.IPVS_SERVICE, match.toString());
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(service.scheduler());
    boolean persistent = service.persistence() != 0;
    Words.append(text, "persistent", service.persistence(), persistent);
    Words.append(text, "mask", service.mask(), persistent);
    Words.append(text, "engine", service.engine(), !service.engine().isEmpty());
    for (Flag flag : Flag.values()) {
      String word = flag.name().toLowerCase(Locale.ROOT);
      Words.append(text, "flag", word, service.flags().contains(flag));
    }
    return text.toString();
  }

  static final class Rules implements Batch.Edits {
    /** Reads the whole table, because foreign entries matter to ours. */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (!keys.isEmpty()) {
        readTable(kernel, into);
      }
    }

    static void readTable(Kernel kernel, HostState into) {
      for (TableEntry listed : kernel.ipvs().table()) {
        into.put(new VirtualServiceItem(listed.service()));
        for (TableEntry.Server server : listed.servers()) {
          into.put(new RealServerItem(listed.service().match(), server.server(), false));
        }
      }
    }

    /** Asks for each scheduler and engine once. */
    @Override
    public void requireReady(Kernel kernel, List<Change> changes) {
      Set<String> asked = new HashSet<>();
      for (Change change : changes) {
        if (change.after() instanceof VirtualServiceItem made
            && asked.add(made.service.scheduler() + " " + made.service.engine())) {
          kernel.ipvs().requireModules(made.service);
        }
      }
    }

    /** Edits a present service in place, so that its connections stay. */
    @Override
    public List<IpvsEdit> edits(Change change) {
      if (!(change.after() instanceof VirtualServiceItem made)) {
        return List.of(
            new IpvsEdit.DeleteService(((VirtualServiceItem) change.before()).service.match()));
      }
      return List.of(
          change.before() instanceof Absent
              ? new IpvsEdit.AddService(made.service)
              : new IpvsEdit.SetService(made.service));
    }

    @Override
    public Value parse(String name, String text) {
      ServiceMatch match = ServiceMatch.parse(name);
      Words words = new Words(text, 1);
      long persistence = Long.parseLong(words.take("persistent", "0"));
      int mask = words.number("mask", match.isV6() ? 128 : 32);
      String engine = words.take("engine", "");
      Set<Flag> flags = EnumSet.noneOf(Flag.class);
      for (String flag; !(flag = words.take("flag", "")).isEmpty(); ) {
        flags.add(Words.constant(flag, Flag.class));
      }
      words.requireNothingLeft(Kind.IPVS_SERVICE, name);
      return new VirtualServiceItem(
          new VirtualService(match, words.at(0), flags, persistence, mask, engine));
    }
  }
}
