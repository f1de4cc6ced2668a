package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Lookup;
import java.util.List;
import java.util.Optional;

/**
 * The gateway of answers to a destination that are sent from the host's own address in the subnet
 * of a director. It is looked up and never written.
 *
 * @param gateway empty if there is no route, or a direct one
 */
public record GatewayItem(Ip destination, Ip director, Optional<Ip> gateway) implements Item {
  public static GatewayItem through(Ip director, Ip destination) {
    return new GatewayItem(destination, director, Optional.of(director));
  }

  @Override
  public Key key() {
    return new Key(Kind.GATEWAY, destination + " behind " + director);
  }

  @Override
  public String text() {
    return gateway.isPresent() ? "via " + gateway.get() : "not routed";
  }

  static final class Rules implements Kind.CheckedRules {
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      for (Key key : keys) {
        GatewayItem asked = parse(key.name(), "");
        Optional<Ip> rip =
            kernel.rtnetlink().lookup(asked.director, Optional.empty()).flatMap(Lookup::source);
        Optional<Ip> gateway =
            kernel.rtnetlink().lookup(asked.destination, rip).flatMap(Lookup::gateway);
        into.put(new GatewayItem(asked.destination, asked.director, gateway));
      }
    }

    @Override
    public GatewayItem parse(String name, String text) {
      String[] words = name.split(" ");
      return through(Ip.parse(words[2]), Ip.parse(words[0]));
    }
  }
}
