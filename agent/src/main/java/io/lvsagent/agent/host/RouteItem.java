package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A route. It keeps its key, which is needed often. */
public record RouteItem(Key key, Route route) implements Item {
  public RouteItem(Route route) {
    this(key(route.table(), route.destination(), route.tos(), route.priority()), route);
  }

  private static Key key(int table, IpPrefix destination, int tos, int priority) {
    StringBuilder name = new StringBuilder(destination.ip().isV6() ? 60 : 24);
    destination.appendTo(name.append(tableName(table)).append(' '));
    if (tos != 0) {
      name.append(" tos ").append(tos);
    }
    if (priority != 0) {
      name.append(" metric ").append(priority);
    }
    return new Key(Kind.ROUTE, name.toString());
  }

  /** Ignores who made the route: those of the classic scripts are as good as ours. */
  @Override
  public boolean accepts(Value observed) {
    return observed instanceof RouteItem item
        && item.route.type() == route.type()
        && item.route.device().equals(route.device())
        && item.route.gateway().equals(route.gateway())
        && item.route.source().equals(route.source());
  }

  @Override
  public Optional<IpPrefix> local() {
    return route.type() == Route.TYPE_LOCAL ? Optional.of(route.destination()) : Optional.empty();
  }

  @Override
  public String text() {
    boolean local = route.type() == Route.TYPE_LOCAL;
    StringBuilder text = new StringBuilder(64).append(local ? "local" : "");
    Ip gateway = route.gateway().orElse(route.destination().ip());
    Words.append(text, "via", gateway, route.gateway().isPresent());
    Words.append(text, "dev", route.device(), true);
    Words.append(text, "proto", route.protocol(), true);
    Words.append(text, "scope", route.scope(), true);
    text.append(sourceText());
    Words.append(text, "type", route.type(), !local && route.type() != Route.TYPE_UNICAST);
    Words.append(text, "more", route.more(), !route.more().isEmpty());
    return text.toString();
  }

  @Override
  public boolean hasSameText(Value other) {
    return other instanceof RouteItem item
        && item.route.type() == route.type()
        && item.route.scope() == route.scope()
        && item.route.protocol() == route.protocol()
        && item.route.device().equals(route.device())
        && item.route.gateway().equals(route.gateway())
        && item.route.more().equals(route.more())
        && item.sourceText().equals(sourceText());
  }

  /**
   * Prints a VIP that is its own source as "itself", so that all routes of a service look alike.
   */
  private String sourceText() {
    if (route.source().isEmpty()) {
      return "";
    }
    Ip source = route.source().get();
    return source.equals(route.destination().ip()) ? " src itself" : " src " + source;
  }

  private static String tableName(int table) {
    return switch (table) {
      case Route.TABLE_MAIN -> "main";
      case Route.TABLE_LOCAL -> "local";
      default -> Integer.toString(table);
    };
  }

  static final class Rules implements Batch.Requests {
    /**
     * Reads the routes of our protocol first, all of them, because some may be leftovers. Foreign
     * routes, which may be half a million, are read only if a key is still missing.
     */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      Map<String, RouteFilter> ours = filters(keys, Route.PROTOCOL_OURS);
      ours.putIfAbsent("main ", new RouteFilter(false, Route.TABLE_MAIN, "", Route.PROTOCOL_OURS));
      for (RouteFilter filter : ours.values()) {
        for (Route route : kernel.rtnetlink().routes(filter)) {
          into.put(new RouteItem(route));
        }
        // an address may make the same prefix local; those of IPv4 are always read
        if (filter.v6() && filter.table() == Route.TABLE_LOCAL) {
          AddressItem.read(kernel, true, "", into);
        }
      }
      List<Key> missing = new ArrayList<>();
      for (Key key : keys) {
        if (into.at(key) instanceof Absent) {
          missing.add(key);
        }
      }
      for (RouteFilter filter : filters(missing, 0).values()) {
        for (Route route : kernel.rtnetlink().routes(filter)) {
          RouteItem item = new RouteItem(route);
          if (into.knows(item.key())) {
            into.put(item);
          }
        }
      }
    }

    /** Returns one dump for each table and family, by the table's name and, for IPv6, a 6. */
    private static Map<String, RouteFilter> filters(Collection<Key> keys, int protocol) {
      Map<String, RouteFilter> filters = new LinkedHashMap<>();
      String known = " ";
      for (Key key : keys) {
        boolean v6 = key.isV6();
        if (v6 || !key.name().startsWith(known)) {
          int end = key.name().indexOf(' ');
          String table = key.name().substring(0, end + 1);
          known = v6 ? known : table;
          filters.computeIfAbsent(
              v6 ? table + "6" : table,
              t -> new RouteFilter(v6, tableOf(key.name().substring(0, end)), "", protocol));
        }
      }
      return filters;
    }

    @Override
    public List<RtnetlinkRequest> requests(Change change) {
      List<RtnetlinkRequest> requests = new ArrayList<>(2);
      if (change.before() instanceof RouteItem gone) {
        requests.add(new RtnetlinkRequest.DeleteRoute(gone.route));
      }
      if (change.after() instanceof RouteItem made) {
        requests.add(new RtnetlinkRequest.AddRoute(made.route));
      }
      return requests;
    }

    @Override
    public String shell(Change change) {
      StringBuilder lines = new StringBuilder();
      if (change.before() instanceof RouteItem gone) {
        lines.append(Shell.words("ip route del " + gone.route()));
      }
      if (change.after() instanceof RouteItem made) {
        lines.append(lines.length() == 0 ? "" : "\n");
        lines.append(Shell.words("ip route add " + made.route()));
        lines.append(made.route().isTextComplete() ? "" : "  # and its other attributes");
      }
      return lines.toString();
    }

    /** Puts routes by a gateway last, because the gateway must be reachable before. */
    @Override
    public int rank(Key key, Value before, Value after) {
      return after instanceof RouteItem made && made.route().gateway().isPresent() ? 1 : 0;
    }

    /**
     * Returns a route to the gateway. The kernel wants one only when the other route is added
     * (fib_check_nh in fib_semantics.c), so that a host may have lost it without harm. It matters
     * for devices that have lost all addresses: what is on-link there is in the state.
     */
    @Override
    public Optional<Item> support(Value after, HostState state) {
      if (!(after instanceof RouteItem made)
          || made.route.gateway().isEmpty()
          || made.route.isOnlink()
          || made.route.gateway().get().isV6()) {
        return Optional.empty();
      }
      Ip gateway = made.route.gateway().get();
      for (RouteItem item : state.all(RouteItem.class)) {
        boolean onLink =
            item.route.scope() == Scope.LINK && item.route.device().equals(made.route.device());
        if (onLink && item.route.destination().contains(gateway)) {
          return Optional.empty();
        }
      }
      return Optional.of(
          new RouteItem(
              new Route(
                  Route.TABLE_MAIN,
                  IpPrefix.host(gateway),
                  0,
                  0,
                  Route.TYPE_UNICAST,
                  Scope.LINK,
                  Route.PROTOCOL_OURS,
                  made.route.device(),
                  Optional.empty(),
                  Optional.empty())));
    }

    @Override
    public Value parse(String name, String text) {
      boolean local = text.startsWith("local ");
      Words identity = new Words(name, 2);
      Words words = new Words(text, local ? 1 : 0);
      IpPrefix destination = IpPrefix.parse(identity.at(1));
      Route route =
          new Route(
              tableOf(identity.at(0)),
              destination,
              identity.number("tos", 0),
              identity.number("metric", 0),
              words.number("type", local ? Route.TYPE_LOCAL : Route.TYPE_UNICAST),
              words.constant("scope", Scope.LINK),
              words.number("proto", Route.PROTOCOL_OURS),
              words.take("dev", ""),
              ip(words.take("via", ""), destination),
              ip(words.take("src", ""), destination),
              words.take("more", ""));
      words.requireNothingLeft(Kind.ROUTE, name);
      return new RouteItem(route);
    }

    private static Optional<Ip> ip(String word, IpPrefix itself) {
      if (word.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(word.equals("itself") ? itself.ip() : Ip.parse(word));
    }

    private static int tableOf(String word) {
      return switch (word) {
        case "main" -> Route.TABLE_MAIN;
        case "local" -> Route.TABLE_LOCAL;
        default -> Integer.parseInt(word);
      };
    }
  }
}
