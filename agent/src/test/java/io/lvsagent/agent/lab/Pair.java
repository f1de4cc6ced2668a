package io.lvsagent.agent.lab;

/**
 * Two directors and a client on one Ethernet: the first bench's peer is the client, and its bridge
 * joins both hosts.
 */
public record Pair(Bench first, Bench second) {
  private static final String SECOND_MAC = "02:00:00:00:00:12";
  private static final String SECOND_PEER_MAC = "02:00:00:00:00:11";

  /** Joins two benches. */
  public static Pair of(Bench first, Bench second) {
    Pair pair = new Pair(first, second);
    pair.tellApart();
    pair.join();
    return pair;
  }

  public Node client() {
    return first.peer();
  }

  private void tellApart() {
    second
        .host()
        .ip(
            "link set eth0 address " + SECOND_MAC,
            "addr del " + Bench.RIP + "/24 dev eth0",
            "addr add 192.0.2.3/24 dev eth0",
            "addr add 2001:db8::3/64 dev eth0 nodad");
    second.peer().ip("link set eth0 address " + SECOND_PEER_MAC, "addr flush dev eth0");
    first.host().ip("addr add 2001:db8::2/64 dev eth0 nodad");
  }

  private void join() {
    String cable = "link add up0 type veth peer name up0 netns " + second.peer().name();
    client().ip("link add br0 type bridge mcast_snooping 0", cable, "addr flush dev eth0");
    second.peer().ip("link add br0 type bridge mcast_snooping 0");
    for (Node bridge : new Node[] {client(), second.peer()}) {
      bridge.ip(
          "link set eth0 master br0",
          "link set up0 master br0",
          "link set up0 up",
          "link set br0 up");
    }
    client().ip("addr add " + Bench.PEER + "/24 dev br0", "addr add 2001:db8::1/64 dev br0 nodad");
    client().awaitUp("br0");
    second.host().awaitUp("eth0");
  }
}
