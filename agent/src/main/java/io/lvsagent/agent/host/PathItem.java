package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of a request from a client for a VIP. The kernel's own lookups say it; it is never
 * written.
 *
 * @param device the device that the request comes in by
 * @param mark the mark that the request gets, or 0
 * @param why the reason for any other outcome than ANSWERED, or empty
 * @param cause what is behind the reason, if it is one of these
 */
public record PathItem(
    Ip vip,
    Ip client,
    String device,
    Way way,
    int mark,
    Outcome outcome,
    String why,
    Optional<Cause> cause)
    implements Item {
  /** What somebody else has set or made, so that the path fails. */
  public enum Cause {
    RP_FILTER,
    /** Another tunnel device takes the packets. */
    OTHER_TUNNEL,
    /** The device by which the host asks for its neighbours has no address of its own. */
    NO_ADDRESS,
    /** A route or a rule drops the packet. */
    DROPPING_ROUTE,
    /** A rule that is not one of the kernel's three leads the packet elsewhere. */
    RULE,
    /** The VIP has no route in the table local. */
    NO_LOCAL_ROUTE
  }

  /** A path without a known cause. */
  public PathItem(
      Ip vip, Ip client, String device, Way way, int mark, Outcome outcome, String why) {
    this(vip, client, device, way, mark, outcome, why, Optional.empty());
  }

  /**
   * How a request comes.
   *
   * @param onLink true if the client is in a subnet of the device
   * @param possible true if requests may come in by the device, false if they do
   * @param asked true if the host must answer when somebody asks who has the VIP
   */
  public record Way(boolean onLink, boolean possible, boolean asked) {
    @Override
    public String toString() {
      return (possible ? "if " : "") + (onLink ? "on" : "by");
    }
  }

  /** What the host does with a request. */
  public enum Outcome {
    /** It accepts the request and sends the answer to the client. */
    ANSWERED,
    /** It accepts the request, but its answer does not leave. A director needs no answer. */
    RECEIVED,
    /** It drops the request, or sends it elsewhere. */
    LOST,
    /** Nobody finds the address that requests are sent to. */
    MUTE,
    /** It answers, but tells its neighbours that it has the VIP. */
    LEAKED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the path at a key, as answered. */
  public static PathItem of(Key key) {
    return (PathItem) key.parse(Outcome.ANSWERED.toString());
  }

  /** Returns the same path with what becomes of the request. */
  PathItem ending(Outcome outcome, String why) {
    return ending(outcome, why, Optional.empty());
  }

  PathItem ending(Outcome outcome, String why, Optional<Cause> cause) {
    return new PathItem(vip, client, device, way, mark, outcome, why, cause);
  }

  /** Returns a packet to the client, in the VRF that the request comes in by. */
  Lookup.Sent sent(HostState state, Optional<Ip> source) {
    return new Lookup.Sent(client, source, Link.vrf(state.links(), device));
  }

  @Override
  public Key key() {
    String asks = way.asked ? " asked by " : " from ";
    String name = vip + asks + client + " " + way + " " + device;
    return new Key(Kind.PATH, mark == 0 ? name : name + " mark " + mark);
  }

  /** A path that gets further than it must is accepted, too. */
  @Override
  public boolean accepts(Value observed) {
    return observed instanceof PathItem item && item.outcome.compareTo(outcome) <= 0;
  }

  @Override
  public String text() {
    return why.isEmpty() ? outcome.toString() : outcome + ": " + why;
  }

  static final class Rules implements Kind.CheckedRules {
    private static final int IPV6_PAUSES = 50;
    private static final long IPV6_PAUSE_NANOS = 10_000_000;

    /**
     * Asks two questions for each path and one for each client, all in one batch. What comes in by
     * a port of a VRF is answered in that VRF, as a server does that is bound to the VRF or accepts
     * what comes from it (tcp_l3mdev_accept).
     */
    @Override
    public void observe(Kernel kernel, List<Key> keys, HostState into) {
      if (keys.isEmpty()) {
        return;
      }
      List<PathItem> paths = new ArrayList<>(keys.size());
      Map<String, Integer> clients = new HashMap<>();
      List<Lookup.Packet> free = new ArrayList<>();
      int[] chosen = new int[keys.size()];
      List<Lookup.Packet> packets = new ArrayList<>(2 * keys.size());
      for (Key key : keys) {
        PathItem path = of(key);
        paths.add(path);
        Lookup.Sent answer = path.sent(into, Optional.of(path.vip));
        String client = answer.vrf() + " " + path.client;
        if (clients.putIfAbsent(client, free.size()) == null) {
          free.add(path.sent(into, Optional.empty()));
        }
        chosen[paths.size() - 1] = 2 * keys.size() + clients.getOrDefault(client, 0);
        String device = Link.taker(into.links(), path.device, kernel.rtnetlink()::isLocal);
        packets.add(new Lookup.Received(path.vip, path.client, device, path.mark));
        packets.add(answer);
      }
      packets.addAll(free);
      List<Lookup> answers = kernel.rtnetlink().lookups(packets);
      for (int i = 0; i < IPV6_PAUSES && isComing(paths, answers, into); i++) {
        LockSupport.parkNanos(IPV6_PAUSE_NANOS);
        answers = kernel.rtnetlink().lookups(packets);
      }
      PathOutcome outcome =
          new PathOutcome(kernel, into, paths, answers.subList(2 * paths.size(), answers.size()));
      for (int i = 0; i < paths.size(); i++) {
        PathItem path = paths.get(i);
        Lookup own = answers.get(chosen[i]);
        into.put(outcome.of(path, answers.get(2 * i), answers.get(2 * i + 1), own));
      }
    }

    /**
     * The kernel makes an IPv6 address local a moment after it was added (addrconf_dad_work), which
     * is long on a busy host; where the device does not run, it does not.
     */
    private static boolean isComing(List<PathItem> paths, List<Lookup> answers, HostState state) {
      for (int i = 0; i < paths.size(); i++) {
        Ip vip = paths.get(i).vip;
        if (vip.isV6() && !answers.get(2 * i).isLocal() && holds(state, vip)) {
          return true;
        }
      }
      return false;
    }

    private static boolean holds(HostState state, Ip vip) {
      return state.all(AddressItem.class).stream()
          .map(AddressItem::address)
          .filter(address -> address.ip().equals(vip))
          .anyMatch(address -> state.link(address.device()).filter(Link::isRunning).isPresent());
    }

    @Override
    public PathItem parse(String name, String text) {
      Deque<String> words = new ArrayDeque<>(List.of(name.split(" ")));
      Ip vip = Ip.parse(words.pop());
      boolean asked = words.pop().equals("asked") && words.pop().equals("by");
      Ip client = Ip.parse(words.pop());
      boolean possible = words.peek().equals("if") && words.pop().equals("if");
      Way way = new Way(words.pop().equals("on"), possible, asked);
      String device = words.pop();
      int mark = words.isEmpty() ? 0 : Integer.parseInt(words.getLast());
      int colon = text.indexOf(": ");
      Outcome outcome = Words.constant(colon < 0 ? text : text.substring(0, colon), Outcome.class);
      String why = colon < 0 ? "" : text.substring(colon + 2);
      return new PathItem(vip, client, device, way, mark, outcome, why);
    }

    @Override
    public Optional<String> device(String name) {
      return Optional.of(parse(name, Outcome.ANSWERED.toString()).device);
    }

    @Override
    public String on(String name, String device) {
      PathItem old = parse(name, Outcome.ANSWERED.toString());
      PathItem now =
          new PathItem(old.vip, old.client, device, old.way, old.mark, old.outcome, old.why);
      return now.key().name();
    }
  }
}
