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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;

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
    return (route.type() == Route.TYPE_LOCAL ? "local " : "")
        + (route.gateway().isPresent() ? "via " + route.gateway().get() + " " : "")
        + "dev "
        + route.device()
        + " proto "
        + route.protocol()
        + " scope "
        + route.scope()
        + sourceText()
        + (isOrdinary() ? "" : " type " + route.type())
        + (route.more().isEmpty() ? "" : " more " + route.more());
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

  private boolean isOrdinary() {
    return route.type() == Route.TYPE_LOCAL || route.type() == Route.TYPE_UNICAST;
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

  static final class Rules implements Kind.Rules {
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
          kernel.rtnetlink().addresses(true, "").forEach(a -> into.put(new AddressItem(a)));
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
        boolean v6 = key.name().indexOf(':') >= 0;
        if (v6 || !key.name().startsWith(known)) {
          String table = key.name().substring(0, key.name().indexOf(' ') + 1);
          known = v6 ? known : table;
          filters.computeIfAbsent(
              v6 ? table + "6" : table,
              t -> new RouteFilter(v6, tableOf(key.name()), "", protocol));
        }
      }
      return filters;
    }

    @Override
    public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      Batch.request(
          kernel,
          changes,
          done,
          change -> {
            List<RtnetlinkRequest> requests = new ArrayList<>(2);
            if (change.before() instanceof RouteItem gone) {
              requests.add(new RtnetlinkRequest.DeleteRoute(gone.route()));
            }
            if (change.after() instanceof RouteItem made) {
              requests.add(new RtnetlinkRequest.AddRoute(made.route()));
            }
            return requests;
          });
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

    @Override
    public boolean hasRanks() {
      return true;
    }

    /** Puts routes by a gateway last, because the gateway must be reachable before. */
    @Override
    public int rank(Key key, Value before, Value after) {
      return after instanceof RouteItem made && made.route().gateway().isPresent() ? 1 : 0;
    }

    @Override
    public Value parse(String name, String text) {
      String[] words = text.split(" ");
      int type = words[0].equals("local") ? Route.TYPE_LOCAL : Route.TYPE_UNICAST;
      String device = "";
      int protocol = Route.PROTOCOL_OURS;
      Scope scope = Scope.LINK;
      Optional<Ip> gateway = Optional.empty();
      Optional<Ip> source = Optional.empty();
      String more = "";
      for (int i = type == Route.TYPE_LOCAL ? 1 : 0; i + 1 < words.length; i += 2) {
        String word = words[i + 1];
        switch (words[i]) {
          case "via" -> gateway = Optional.of(Ip.parse(word));
          case "dev" -> device = word;
          case "proto" -> protocol = Integer.parseInt(word);
          case "scope" -> scope = Scope.valueOf(word.toUpperCase(Locale.ROOT));
          case "src" ->
              source = Optional.of(word.equals("itself") ? destination(name).ip() : Ip.parse(word));
          case "type" -> type = Integer.parseInt(word);
          case "more" -> more = word;
          default -> throw new IllegalArgumentException("route " + name + ": " + text);
        }
      }
      return new RouteItem(
          new Route(
              tableOf(name),
              destination(name),
              number(name, " tos "),
              number(name, " metric "),
              type,
              scope,
              protocol,
              device,
              gateway,
              source,
              more));
    }

    private static int tableOf(String name) {
      String table = name.substring(0, name.indexOf(' '));
      return switch (table) {
        case "main" -> Route.TABLE_MAIN;
        case "local" -> Route.TABLE_LOCAL;
        default -> Integer.parseInt(table);
      };
    }

    private static IpPrefix destination(String name) {
      String rest = name.substring(name.indexOf(' ') + 1);
      int end = rest.indexOf(' ');
      return IpPrefix.parse(end < 0 ? rest : rest.substring(0, end));
    }

    private static int number(String name, String word) {
      int at = name.indexOf(word);
      if (at < 0) {
        return 0;
      }
      int end = name.indexOf(' ', at + word.length());
      return Integer.parseInt(name.substring(at + word.length(), end < 0 ? name.length() : end));
    }

    @Override
    public Optional<String> device(String name, String text) {
      int from = text.indexOf("dev ") + 4;
      return text.equals(Absent.TEXT)
          ? Optional.empty()
          : Optional.of(text.substring(from, text.indexOf(' ', from)));
    }

    @Override
    public String textOn(String text, String device) {
      return text.replaceFirst("dev [^ ]+", "dev " + Matcher.quoteReplacement(device));
    }
  }
}
