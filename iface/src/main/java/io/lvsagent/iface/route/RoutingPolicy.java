package io.lvsagent.iface.route;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Finds the rule and the route that decide about a packet, to give the reason for the answer of a
 * lookup. The kernel answers, but does not say which rule it followed.
 *
 * @param rules in the order in which the kernel asks them
 * @param routes returns the routes of a table
 */
public record RoutingPolicy(List<Rule> rules, IntFunction<List<Route>> routes) {
  /** Returns the policy that a kernel has for packets of a family. */
  public static RoutingPolicy of(Rtnetlink kernel, boolean v6) {
    return new RoutingPolicy(
        kernel.rules(v6), table -> kernel.routes(new Rtnetlink.RouteFilter(v6, table, "", 0)));
  }

  /**
   * The rule and the route that a packet follows.
   *
   * @param rule empty if no rule has a route for the packet
   * @param route empty if the rule itself drops the packet, or leads to the table of a VRF
   */
  public record Decision(Optional<Rule> rule, Optional<Route> route) {
    public boolean isLocal() {
      return route.filter(way -> way.type() == Route.TYPE_LOCAL).isPresent();
    }

    /** Returns true if the route or the rule drops the packet, with or without an ICMP error. */
    public boolean drops() {
      return route.map(Route::drops).orElse(rule.filter(Rule::drops).isPresent());
    }

    /** Returns true if the rule is not one of the three that every namespace begins with. */
    public boolean isByAddedRule() {
      return rule.filter(by -> !by.isInitial()).isPresent();
    }

    @Override
    public String toString() {
      return rule.map(by -> "rule " + by + route.map(way -> ", route " + way).orElse(""))
          .orElse("no rule has a route for it");
    }
  }

  /** Returns what decides about a packet. */
  public Decision deciding(Lookup.Packet packet) {
    for (Rule rule : rules) {
      if (rule.matches(packet)) {
        Optional<Route> route = rule.isToTable() ? closest(rule, packet) : Optional.empty();
        if (route.isPresent() || rule.drops() || rule.l3mdev()) {
          return new Decision(Optional.of(rule), route);
        }
      }
    }
    return new Decision(Optional.empty(), Optional.empty());
  }

  /** Returns the route of the longest prefix; a throw route continues with the next rule. */
  private Optional<Route> closest(Rule rule, Lookup.Packet packet) {
    Route closest = null;
    for (Route route : routes.apply(rule.table())) {
      if (route.tos() == 0
          && route.destination().contains(packet.destination())
          && (closest == null || route.isCloserThan(closest))) {
        closest = route;
      }
    }
    return Optional.ofNullable(closest)
        .filter(route -> route.type() != Route.TYPE_THROW)
        .filter(route -> route.destination().length() > rule.suppressed());
  }
}
