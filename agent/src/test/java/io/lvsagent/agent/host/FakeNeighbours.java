package io.lvsagent.agent.host;

import io.lvsagent.iface.route.Neighbour;
import java.util.ArrayList;
import java.util.List;

/** The neighbours that {@link FakeHost} knows. */
final class FakeNeighbours {
  private final List<Neighbour> neighbours = new ArrayList<>();

  List<Neighbour> on(String device, boolean v6) {
    return neighbours.stream()
        .filter(n -> n.device().equals(device) && n.ip().isV6() == v6)
        .toList();
  }

  /** Who made an entry stays so unless another is said (neigh_add in neighbour.c). */
  void replace(Neighbour made) {
    int protocol = made.protocol();
    for (Neighbour there : neighbours) {
      boolean same = there.device().equals(made.device()) && there.ip().equals(made.ip());
      protocol = same && protocol == 0 ? there.protocol() : protocol;
    }
    forget(made);
    neighbours.add(
        new Neighbour(
            made.device(), made.ip(), made.lladdr(), made.state(), made.flags(), protocol));
  }

  boolean forget(Neighbour neighbour) {
    return neighbours.removeIf(
        n -> n.device().equals(neighbour.device()) && n.ip().equals(neighbour.ip()));
  }

  void flush(String device, boolean v6) {
    neighbours.removeAll(on(device, v6));
  }

  void flush(String device) {
    flush(device, false);
    flush(device, true);
  }

  /** The permanent ones, one a line: what was learnt is forgotten by itself. */
  List<String> snapshot() {
    return neighbours.stream()
        .filter(Neighbour::isPermanent)
        .map(neighbour -> "neighbour " + neighbour)
        .toList();
  }
}
