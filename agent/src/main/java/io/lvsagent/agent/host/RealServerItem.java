package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Tunnel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A real server of a virtual service.
 *
 * @param anyWeight the weight applies to a new server only; an existing one may have any
 */
public record RealServerItem(Key key, ServiceMatch match, RealServer server, boolean anyWeight)
    implements Item {
  private static final String AT_FIRST = "at first";

  public RealServerItem(ServiceMatch match, RealServer server, boolean anyWeight) {
    this(key(match, server), match, server, anyWeight);
  }

  /** Returns the key of a real server of the virtual service with this match. */
  public static Key key(ServiceMatch match, RealServer server) {
    return new Key(Kind.IPVS_SERVER, match + " " + server.endpoint());
  }

  /** Returns the key of its virtual service. */
  public Key service() {
    return service(key.name());
  }

  private static Key service(String name) {
    return new Key(Kind.IPVS_SERVICE, name.substring(0, name.lastIndexOf(' ')));
  }

  /** Returns this server with another weight. */
  public RealServerItem weighing(int weight, boolean any) {
    return new RealServerItem(key, match, weighing(server, weight), any);
  }

  private static RealServer weighing(RealServer s, int weight) {
    return new RealServer(s.endpoint(), s.method(), weight, s.upper(), s.lower(), s.tunnel());
  }

  @Override
  public boolean accepts(Value observed) {
    return observed instanceof RealServerItem item
        && isButForWeight(item)
        && (anyWeight || item.server.weight() == server.weight());
  }

  /** Compares two of one key, and so of one endpoint. */
  private boolean isButForWeight(RealServerItem other) {
    return other.server.method() == server.method()
        && other.server.upper() == server.upper()
        && other.server.lower() == server.lower()
        && Objects.equals(other.server.tunnel(), server.tunnel());
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(40).append(server.method());
    text.append(" weight ").append(server.weight());
    if (server.upper() != 0) {
      text.append(" upper ").append(server.upper()).append(" lower ").append(server.lower());
    }
    Tunnel tunnel = server.tunnel();
    if (!Objects.equals(tunnel, Tunnel.IPIP)) {
      text.append(" tunnel ").append(tunnel.type()).append(" port ").append(tunnel.port());
      text.append(" checksum ").append(tunnel.checksum());
    }
    return text.append(anyWeight ? " " + AT_FIRST : "").toString();
  }

  @Override
  public boolean hasSameText(Value other) {
    return other instanceof RealServerItem item
        && item.anyWeight == anyWeight
        && item.server.weight() == server.weight()
        && isButForWeight(item);
  }

  static final class Rules implements Kind.Rules {
    /** Reads the table unless it was read for the virtual services. */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (Key key : keys) {
        if (!into.knows(service(key.name()))) {
          VirtualServiceItem.Rules.readTable(kernel, into);
          return;
        }
      }
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.edit(kernel, changes, done, change -> List.of(edit(change)));
    }

    /** Edits a present server in place, so that its connections stay. */
    private static IpvsEdit edit(Change change) {
      if (change.after() instanceof RealServerItem made) {
        return change.before() instanceof Absent
            ? new IpvsEdit.AddServer(made.match, made.server)
            : new IpvsEdit.SetServer(made.match, made.server);
      }
      return new IpvsEdit.DeleteServer(match(change.key().name()), endpoint(change.key().name()));
    }

    @Override
    public String shell(Change change) {
      return Shell.words("ipvsadm " + edit(change).arguments());
    }

    private static ServiceMatch match(String name) {
      return ServiceMatch.parse(name.substring(0, name.lastIndexOf(' ')));
    }

    private static Endpoint endpoint(String name) {
      return Endpoint.parse(name.substring(name.lastIndexOf(' ') + 1));
    }

    @Override
    public Value parse(String name, String text) {
      boolean anyWeight = text.endsWith(AT_FIRST);
      String[] words = text.split(" ");
      int weight = 0;
      long upper = 0;
      long lower = 0;
      Tunnel.Type type = Tunnel.Type.IPIP;
      int port = 0;
      Tunnel.Checksum checksum = Tunnel.Checksum.NONE;
      for (int i = 1; i + 1 < words.length - (anyWeight ? 2 : 0); i += 2) {
        String word = words[i + 1];
        switch (words[i]) {
          case "weight" -> weight = Integer.parseInt(word);
          case "upper" -> upper = Long.parseLong(word);
          case "lower" -> lower = Long.parseLong(word);
          case "tunnel" -> type = Tunnel.Type.valueOf(word.toUpperCase(Locale.ROOT));
          case "port" -> port = Integer.parseInt(word);
          case "checksum" -> checksum = Tunnel.Checksum.valueOf(word.toUpperCase(Locale.ROOT));
          default -> throw new IllegalArgumentException("ipvs server " + name + ": " + text);
        }
      }
      Forwarding method = Forwarding.valueOf(words[0].toUpperCase(Locale.ROOT));
      Tunnel tunnel = new Tunnel(type, port, checksum);
      RealServer server = new RealServer(endpoint(name), method, weight, upper, lower, tunnel);
      return new RealServerItem(match(name), server, anyWeight);
    }

    @Override
    public Optional<Key> owner(String name) {
      return Optional.of(service(name));
    }

    /** Keeps the present weight when something else is edited and any weight is accepted. */
    @Override
    public Value completed(Value desired, HostState state) {
      return desired instanceof RealServerItem item
              && item.anyWeight
              && state.at(item.key) instanceof RealServerItem there
          ? item.weighing(there.server.weight(), true)
          : desired;
    }

    /** A server stays ours when somebody changes its weight. */
    @Override
    public boolean isStillOurs(Value written, Value now) {
      return written instanceof RealServerItem ours
          && now instanceof RealServerItem there
          && ours.isButForWeight(there);
    }
  }
}
