package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Tunnel;
import java.util.List;
import java.util.Objects;

/**
 * A real server of a virtual service.
 *
 * @param anyWeight the weight applies to a new server only; an existing one may have any
 */
public record RealServerItem(Key key, ServiceMatch match, RealServer server, boolean anyWeight)
    implements Item {
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

  /** Returns the key of the virtual service of a real server with this name. */
  static Key service(String name) {
    return new Key(Kind.IPVS_SERVICE, name.substring(0, name.lastIndexOf(' ')));
  }

  /** Returns this server with another weight. */
  public RealServerItem weighing(int weight, boolean any) {
    RealServer s = server;
    RealServer other =
        new RealServer(s.endpoint(), s.method(), weight, s.upper(), s.lower(), s.tunnel());
    return new RealServerItem(key, match, other, any);
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
    Words.append(text, "weight", server.weight(), true);
    Words.append(text, "upper", server.upper(), server.upper() != 0);
    Words.append(text, "lower", server.lower(), server.upper() != 0);
    Tunnel tunnel = server.tunnel();
    boolean other = !Objects.equals(tunnel, Tunnel.IPIP);
    Words.append(text, "tunnel", tunnel.type(), other);
    Words.append(text, "port", tunnel.port(), other);
    Words.append(text, "checksum", tunnel.checksum(), other);
    Words.append(text, "at", "first", anyWeight);
    return text.toString();
  }

  @Override
  public boolean hasSameText(Value other) {
    return other instanceof RealServerItem item
        && item.anyWeight == anyWeight
        && item.server.weight() == server.weight()
        && isButForWeight(item);
  }

  /** Keeps the present weight when something else is edited and any weight is accepted. */
  @Override
  public Value completed(HostState state) {
    return anyWeight && state.at(key) instanceof RealServerItem there
        ? weighing(there.server.weight(), true)
        : this;
  }

  /** A server stays ours when somebody changes its weight. */
  @Override
  public boolean isStillOurs(Value now) {
    return now instanceof RealServerItem there && isButForWeight(there);
  }

  static final class Rules implements Batch.Edits {
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

    /** Edits a present server in place, so that its connections stay. */
    @Override
    public List<IpvsEdit> edits(Change change) {
      if (!(change.after() instanceof RealServerItem made)) {
        RealServerItem gone = (RealServerItem) change.before();
        return List.of(new IpvsEdit.DeleteServer(gone.match, gone.server.endpoint()));
      }
      return List.of(
          change.before() instanceof Absent
              ? new IpvsEdit.AddServer(made.match, made.server)
              : new IpvsEdit.SetServer(made.match, made.server));
    }

    @Override
    public Value parse(String name, String text) {
      Words words = new Words(text, 1);
      RealServer server =
          new RealServer(
              Endpoint.parse(name.substring(name.lastIndexOf(' ') + 1)),
              Words.constant(words.at(0), Forwarding.class),
              words.number("weight", 0),
              Long.parseLong(words.take("upper", "0")),
              Long.parseLong(words.take("lower", "0")),
              new Tunnel(
                  words.constant("tunnel", Tunnel.Type.IPIP),
                  words.number("port", 0),
                  words.constant("checksum", Tunnel.Checksum.NONE)));
      boolean anyWeight = words.take("at", "").equals("first");
      words.requireNothingLeft(Kind.IPVS_SERVER, name);
      return new RealServerItem(ServiceMatch.parse(service(name).name()), server, anyWeight);
    }
  }
}
