package io.lvsagent.agent.probe;

import io.lvsagent.agent.announce.Pause;
import io.lvsagent.agent.probe.Probed.Server;
import io.lvsagent.agent.probe.ServerQuestion.Way;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.IcmpError;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.iface.wire.TcpSegment;
import io.lvsagent.profiles.compile.HostRequirementException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Asks for all targets: first who answers for the VIPs, then whether real servers serve them. */
public final class WireProbe {
  private static final long GLANCE = Pause.MILLISECOND / 2;

  /** Packets between two looks at the answers, and real servers that are asked at once. */
  private static final int BURST = 64;

  private static final int AT_ONCE = 512;

  private final ProbeOptions options;
  private final ProbeSockets sockets;
  private final OwnAddresses own;
  private final Ways ways;
  private final Map<NeighbourQuestion.Key, NeighbourQuestion> neighbours = new LinkedHashMap<>();
  private final Map<Integer, ServerQuestion> servers = new LinkedHashMap<>();
  private final Map<ServerTarget, Ways.Found> found = new HashMap<>();
  private final Map<Mac, Ip> realServers = new HashMap<>();

  private WireProbe(
      Rtnetlink kernel, ProbeOptions options, ProbeSockets sockets, OwnAddresses own) {
    this.options = options;
    this.sockets = sockets;
    this.own = own;
    ways = new Ways(kernel, sockets, own);
  }

  /**
   * Asks for the targets. Throws HostRequirementException if a device is missing or cannot be asked
   * on.
   */
  public static List<Probed> ask(
      Rtnetlink kernel, PacketSockets wire, List<ProbeTarget> targets, ProbeOptions options) {
    Set<Ip> vips = new HashSet<>();
    targets.forEach(target -> vips.add(target.vip()));
    OwnAddresses own = new OwnAddresses(kernel, vips);
    List<Link> links = kernel.links();
    try (ProbeSockets sockets = new ProbeSockets(wire, links)) {
      WireProbe probe = new WireProbe(kernel, options, sockets, own);
      probe.prepare(targets);
      if (!probe.found.isEmpty()) {
        for (Link link : links) {
          if (link.doesArp() && own.hasAny(link.name())) {
            sockets.find(link.name());
          }
        }
      }
      return probe.answers(targets);
    }
  }

  /** Throws HostRequirementException if this process can have no packet sockets. */
  public static void requireSockets(PacketSockets wire) {
    try {
      wire.require();
    } catch (NetlinkException e) {
      throw new HostRequirementException(
          HostRequirementException.Missing.PACKET_SOCKET,
          e.getMessage() + ": probe needs CAP_NET_RAW, as root has it");
    }
  }

  private void prepare(List<ProbeTarget> targets) {
    for (ProbeTarget target : targets) {
      for (String device : target.devices()) {
        neighbour(device, sockets.on(device), target.vip(), true);
      }
    }
    for (ProbeTarget target : targets) {
      for (ServerTarget server : target.servers()) {
        Ways.Found to = ways.to(server);
        found.put(server, to);
        to.way().ifPresent(way -> neighbour(to.device(), way.socket(), way.nextHop(), false));
      }
    }
  }

  private void neighbour(String device, PacketSocket socket, Ip ip, boolean thorough) {
    neighbours.computeIfAbsent(
        new NeighbourQuestion.Key(device, ip),
        key -> new NeighbourQuestion(sockets, socket, ip, own.toAsk(device, ip), thorough));
  }

  private List<Probed> answers(List<ProbeTarget> targets) {
    ask(neighbours.values());
    found.forEach(
        (server, to) -> {
          boolean direct = to.way().filter(way -> way.nextHop().equals(server.rip())).isPresent();
          if (direct) {
            answersOf(to).forEach(mac -> realServers.put(mac, server.rip()));
          }
        });
    List<Probed> probed = new ArrayList<>();
    Map<ServerTarget, Server> results = new HashMap<>();
    Map<ServerTarget, ServerQuestion> asked = new LinkedHashMap<>();
    for (ProbeTarget target : targets) {
      for (ServerTarget server : target.servers()) {
        question(server, asked, results);
        if (asked.size() >= AT_ONCE) {
          ask(asked, results);
        }
      }
    }
    ask(asked, results);
    for (ProbeTarget target : targets) {
      List<Server> servers = new ArrayList<>();
      target.servers().forEach(server -> servers.add(results.get(server)));
      boolean somewhere = target.devices().stream().anyMatch(d -> !heard(d, target).isEmpty());
      for (String device : target.devices()) {
        Verdict verdict =
            new Verdict(
                target,
                device,
                sockets.macs(),
                heard(device, target),
                isHeld(target, device),
                somewhere,
                realServers,
                options.expected());
        probed.add(verdict.with(device.equals(target.devices().get(0)) ? servers : List.of()));
      }
    }
    return probed;
  }

  /** A real server has the VIP on a device without neighbours, and does not answer for it. */
  private boolean isHeld(ProbeTarget target, String device) {
    return own.isOn(device, target.vip()) || target.director() && own.isLocal(target.vip());
  }

  private Set<Mac> heard(String device, ProbeTarget target) {
    return heard(device, target.vip());
  }

  private Set<Mac> answersOf(Ways.Found to) {
    return heard(to.device(), to.way().orElseThrow().nextHop());
  }

  private Set<Mac> heard(String device, Ip ip) {
    NeighbourQuestion question = neighbours.get(new NeighbourQuestion.Key(device, ip));
    return question == null ? Set.of() : question.answers();
  }

  private Ways.Found wayTo(ServerTarget server) {
    return Optional.ofNullable(found.get(server)).orElseThrow();
  }

  /** Makes the question for a real server, or its result if it cannot be asked. */
  private void question(
      ServerTarget server,
      Map<ServerTarget, ServerQuestion> asked,
      Map<ServerTarget, Server> results) {
    if (asked.containsKey(server) || results.containsKey(server)) {
      return;
    }
    Ways.Found to = wayTo(server);
    if (to.way().isEmpty()) {
      results.put(server, to.result().orElseThrow());
      return;
    }
    Way way = to.way().get();
    Optional<Mac> mac = to.entry().or(() -> answersOf(to).stream().findFirst());
    if (mac.isEmpty()) {
      String who = way.nextHop().equals(server.rip()) ? "it" : "the gateway " + way.nextHop();
      String why =
          "%s does not answer %s on %s"
              .formatted(who, NeighbourQuestion.protocol(way.nextHop()), to.device());
      results.put(server, Server.of(server, Probed.Result.UNREACHABLE, why));
      return;
    }
    int isn = ThreadLocalRandom.current().nextInt();
    while (servers.containsKey(isn)) {
      isn++;
    }
    ServerQuestion question = new ServerQuestion(sockets, server, way, mac.get(), isn);
    servers.put(isn, question);
    asked.put(server, question);
  }

  private void ask(Map<ServerTarget, ServerQuestion> asked, Map<ServerTarget, Server> results) {
    ask(asked.values());
    asked.forEach(
        (server, question) -> {
          Set<Mac> macs = answersOf(wayTo(server));
          Server result = question.result(!macs.isEmpty());
          results.put(server, compared(result, wayTo(server).entry(), macs));
        });
    asked.clear();
    servers.clear();
  }

  /** Tells if the real server has another hardware address than the entry that IPVS would use. */
  private static Server compared(Server result, Optional<Mac> entry, Set<Mac> macs) {
    if (entry.isEmpty() || macs.isEmpty() || macs.contains(entry.get())) {
      return result;
    }
    String other =
        "its permanent neighbour entry is %s, but %s answers for it"
            .formatted(entry.get(), macs.iterator().next());
    String why = result.why().isEmpty() ? other : other + "; " + result.why();
    return new Server(
        result.server(),
        result.method(),
        result.port(),
        result.result(),
        result.mss(),
        result.nanos(),
        why,
        false);
  }

  /** Asks as often as the options allow, until all questions are answered. */
  private void ask(Collection<? extends Question> questions) {
    for (int i = 0; i < options.count() && isOpen(questions); i++) {
      int sent = 0;
      for (Question question : questions) {
        if (question.isOpen()) {
          question.ask();
          if (++sent % BURST == 0) {
            sockets.hear(this::hear);
          }
        }
      }
      long end = System.nanoTime() + options.timeoutNanos() / options.count();
      do {
        sockets.hear(this::hear);
      } while (isOpen(questions)
          && System.nanoTime() < end
          && Pause.until(System.nanoTime() + GLANCE));
    }
  }

  private static boolean isOpen(Collection<? extends Question> questions) {
    return questions.stream().anyMatch(Question::isOpen);
  }

  private void hear(String device, Frame frame) {
    if (frame.claimed().isPresent()) {
      NeighbourQuestion question =
          neighbours.get(new NeighbourQuestion.Key(device, frame.claimed().get()));
      if (question != null) {
        question.hear(frame.sender());
      }
    } else if (frame instanceof TcpSegment segment) {
      ServerQuestion question =
          servers.get(segment.tcp().isSyn() ? segment.tcp().seq() : segment.tcp().ack() - 1);
      if (question != null) {
        question.hear(segment);
      }
    } else if (frame instanceof IcmpError error) {
      servers.values().forEach(question -> question.hear(error));
    }
  }
}
