package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;

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
  public boolean accepts(Value observed) {
    return observed instanceof VirtualServiceItem && hasSameText(observed);
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(service.scheduler());
    if (service.persistence() != 0) {
      text.append(" persistent ").append(service.persistence());
      text.append(" mask ").append(service.mask());
    }
    if (!service.engine().isEmpty()) {
      text.append(" engine ").append(service.engine());
    }
    for (Flag flag : Flag.values()) {
      if (service.flags().contains(flag)) {
        text.append(" flag ").append(flag.name().toLowerCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  static final class Rules implements Kind.Rules {
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

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.edit(kernel, changes, done, change -> List.of(edit(change)));
    }

    /** Edits a present service in place, so that its connections stay. */
    private static IpvsEdit edit(Change change) {
      if (change.after() instanceof VirtualServiceItem made) {
        return change.before() instanceof Absent
            ? new IpvsEdit.AddService(made.service)
            : new IpvsEdit.SetService(made.service);
      }
      return new IpvsEdit.DeleteService(ServiceMatch.parse(change.key().name()));
    }

    @Override
    public String shell(Change change) {
      return Shell.words("ipvsadm " + edit(change).arguments());
    }

    @Override
    public Value parse(String name, String text) {
      String[] words = text.split(" ");
      long persistence = 0;
      ServiceMatch match = ServiceMatch.parse(name);
      int mask = match.isV6() ? 128 : 32;
      String engine = "";
      Set<Flag> flags = EnumSet.noneOf(Flag.class);
      for (int i = 1; i + 1 < words.length; i += 2) {
        String word = words[i + 1];
        switch (words[i]) {
          case "persistent" -> persistence = Long.parseLong(word);
          case "mask" -> mask = Integer.parseInt(word);
          case "engine" -> engine = word;
          case "flag" -> flags.add(Flag.valueOf(word.toUpperCase(Locale.ROOT)));
          default -> throw new IllegalArgumentException("ipvs service " + name + ": " + text);
        }
      }
      return new VirtualServiceItem(
          new VirtualService(match, words[0], flags, persistence, mask, engine));
    }

    /** Never shares, because two programs that balance one service fight over it. */
    @Override
    public boolean shares() {
      return false;
    }
  }
}
