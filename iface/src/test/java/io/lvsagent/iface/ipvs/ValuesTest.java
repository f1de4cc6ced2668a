package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.ipvs.SyncDaemon.State;
import io.lvsagent.iface.ipvs.Tunnel.Checksum;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static final Endpoint RIP = Endpoint.parse("192.0.2.21:80");

  private static void refuses(String why, ThrowingCallable value) {
    assertThatThrownBy(value).isInstanceOf(IllegalArgumentException.class).hasMessage(why);
  }

  private static RealServer server(int weight, long upper, long lower) {
    return new RealServer(RIP, Forwarding.DIRECT, weight, upper, lower, Tunnel.IPIP);
  }

  private static VirtualService persistent(String match, int mask) {
    return new VirtualService(ServiceMatch.parse(match), "rr", Set.of(), 300, mask, "");
  }

  @Test
  void matchesReadBackFromTheirText() {
    List<String> keys =
        List.of(
            "tcp 192.0.2.10:80",
            "udp [2001:db8::10]:0",
            "sctp 192.0.2.10:65535",
            "fwmark 1",
            "fwmark 4294967295 ipv6");
    assertThat(keys).allSatisfy(key -> assertThat(ServiceMatch.parse(key)).hasToString(key));
    assertThat(keys)
        .extracting(key -> ServiceMatch.parse(key).isV6())
        .containsExactly(false, true, false, false, true);
  }

  @Test
  void refusesMalformedMatches() {
    refuses("\"tcp\" is not a virtual service", () -> ServiceMatch.parse("tcp"));
    refuses(
        "\"icmp 192.0.2.10:80\" is not a virtual service",
        () -> ServiceMatch.parse("icmp 192.0.2.10:80"));
    refuses(
        "\"fwmark 1 ipv4\" is not a virtual service", () -> ServiceMatch.parse("fwmark 1 ipv4"));
    refuses("fwmark \"0\" is not in 1..4294967295", () -> ServiceMatch.parse("fwmark 0"));
    refuses("fwmark \"0x1\" is not in 1..4294967295", () -> ServiceMatch.parse("fwmark 0x1"));
    refuses(
        "fwmark 4294967296 is not in 1..4294967295", () -> ServiceMatch.parse("fwmark 4294967296"));
  }

  @Test
  void refusesMalformedEndpoints() {
    String example = " is not ADDRESS:PORT, such as 192.0.2.10:80 or [2001:db8::10]:80";
    refuses("\"192.0.2.10\"" + example, () -> Endpoint.parse("192.0.2.10"));
    refuses("\"2001:db8::10\"" + example, () -> Endpoint.parse("2001:db8::10"));
    refuses(
        "\"[192.0.2.10]:80\": only IPv6 addresses take brackets",
        () -> Endpoint.parse("[192.0.2.10]:80"));
    refuses("port \"65536\" is not in 0..65535", () -> Endpoint.parse("192.0.2.10:65536"));
    refuses("port \"080\" is not in 0..65535", () -> Endpoint.parse("192.0.2.10:080"));
    refuses("port -1 is not in 0..65535", () -> new Endpoint(RIP.ip(), -1));
  }

  @Test
  void refusesARealServerThatTheKernelWouldRefuse() {
    refuses("weight -1 is not in 0..2147483647", () -> server(-1, 0, 0));
    refuses("upper threshold 4294967296 is not in 0..4294967295", () -> server(1, 1L << 32, 0));
    refuses("lower threshold 5 is not in 0..4, the upper threshold", () -> server(1, 4, 5));
    refuses("port 0 is not in 1..65535", () -> new Tunnel(Tunnel.Type.GUE, 0, Checksum.NONE));
    refuses(
        "port 1: a tunnel of type gre has none",
        () -> new Tunnel(Tunnel.Type.GRE, 1, Checksum.NONE));
    refuses(
        "a tunnel of type gre has no remote checksum",
        () -> new Tunnel(Tunnel.Type.GRE, 0, Checksum.REMOTE));
    refuses(
        "a tunnel of type ipip has no standard checksum",
        () -> new Tunnel(Tunnel.Type.IPIP, 0, Checksum.STANDARD));
    refuses("sync id 256 is not in 0..255", () -> new SyncDaemon(State.MASTER, "eth0", 256));
  }

  @Test
  void aMaskFitsItsFamily() {
    refuses("mask of 33 bits is not in 0..32", () -> persistent("fwmark 1", 33));
    refuses("mask of -2 bits is not in 0..32", () -> persistent("fwmark 1", -2));
    refuses("mask of 0 bits is not in 1..128", () -> persistent("fwmark 1 ipv6", 0));
    refuses("mask of 129 bits is not in 1..128", () -> persistent("fwmark 1 ipv6", 129));
    refuses(
        "persistence of -1 s is not in 0..4294967295",
        () -> new VirtualService(ServiceMatch.parse("fwmark 1"), "rr", Set.of(), -1, 32, ""));
    assertThat(persistent("fwmark 1", 0).netmask()).isZero();
    assertThat(persistent("fwmark 1", 1).netmask()).isEqualTo(0x8000_0000);
    assertThat(persistent("fwmark 1", 24).netmask()).isEqualTo(0xffff_ff00);
    assertThat(persistent("fwmark 1", 32).netmask()).isEqualTo(0xffff_ffff);
  }

  @Test
  void componentsWithoutEffectDoNotMatterForEquality() {
    ServiceMatch match = ServiceMatch.parse("fwmark 1");
    assertThat(new VirtualService(match, "rr", Set.of(), 0, 24, ""))
        .isEqualTo(new VirtualService(match, "rr", Set.of(), 0, 32, ""));
    Tunnel gre = new Tunnel(Tunnel.Type.GRE, 0, Checksum.NONE);
    assertThat(new RealServer(RIP, Forwarding.DIRECT, 1, 0, 0, gre)).isEqualTo(server(1, 0, 0));
  }
}
