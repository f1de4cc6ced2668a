package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.ipvs.IpvsEdit.AddServer;
import io.lvsagent.iface.ipvs.IpvsEdit.AddService;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteServer;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetServer;
import io.lvsagent.iface.ipvs.IpvsEdit.SetService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetTimeouts;
import io.lvsagent.iface.ipvs.IpvsEdit.StartDaemon;
import io.lvsagent.iface.ipvs.IpvsEdit.StopDaemon;
import io.lvsagent.iface.ipvs.Tunnel.Checksum;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IpvsadmTextTest {
  private static final ServiceMatch WEB = ServiceMatch.parse("tcp 192.0.2.10:80");
  private static final ServiceMatch WEB6 = ServiceMatch.parse("tcp [2001:db8::10]:80");

  private static String service(ServiceMatch match, String scheduler, Flag... flags) {
    return new VirtualService(match, scheduler, Set.of(flags), 0, 0, "").toString();
  }

  private static String persistent(ServiceMatch match, int mask) {
    return new VirtualService(match, "wlc", Set.of(), 300, mask, "").toString();
  }

  private static RealServer server(Forwarding method, Tunnel tunnel) {
    return new RealServer(Endpoint.parse("192.0.2.21:80"), method, 1, 0, 0, tunnel);
  }

  @Test
  void printsTheMatchOfAService() {
    assertThat(service(WEB, "rr")).isEqualTo("-t 192.0.2.10:80 -s rr");
    assertThat(service(ServiceMatch.parse("udp [2001:db8::10]:53"), "rr"))
        .isEqualTo("-u [2001:db8::10]:53 -s rr");
    assertThat(service(ServiceMatch.parse("sctp 192.0.2.10:36412"), "rr"))
        .isEqualTo("--sctp-service 192.0.2.10:36412 -s rr");
    assertThat(service(ServiceMatch.parse("fwmark 1"), "rr")).isEqualTo("-f 1 -s rr");
    assertThat(service(ServiceMatch.parse("fwmark 4294967295 ipv6"), "rr"))
        .isEqualTo("-f 4294967295 -6 -s rr");
  }

  @Test
  void printsTheMaskOnlyOfAPersistentService() {
    assertThat(persistent(WEB, 32)).isEqualTo("-t 192.0.2.10:80 -s wlc -p 300");
    assertThat(persistent(WEB, 24)).endsWith("-p 300 -M 255.255.255.0");
    assertThat(persistent(WEB, 0)).endsWith("-p 300 -M 0.0.0.0");
    assertThat(persistent(WEB, VirtualService.MASK_WITH_HOLES)).endsWith("-M with-holes");
    assertThat(persistent(WEB6, 64)).isEqualTo("-t [2001:db8::10]:80 -s wlc -p 300 -M 64");
    assertThat(persistent(WEB6, 128)).isEqualTo("-t [2001:db8::10]:80 -s wlc -p 300");
  }

  @Test
  void printsFlagsAsTheirSchedulerNamesThem() {
    ServiceMatch dns = ServiceMatch.parse("udp 192.0.2.10:53");
    Flag[] all = Flag.values();
    assertThat(service(dns, "sh", all))
        .isEqualTo("-u 192.0.2.10:53 -s sh -o -b sh-fallback,sh-port,flag-3");
    assertThat(service(dns, "mh", all)).endsWith("-o -b mh-fallback,mh-port,flag-3");
    assertThat(service(dns, "wlc", all)).endsWith("-o -b flag-1,flag-2,flag-3");
    assertThat(service(dns, "rr", Flag.ONE_PACKET)).endsWith("-s rr -o");
    assertThat(new VirtualService(dns, "rr", Set.of(Flag.ONE_PACKET), 300, 32, "sip"))
        .hasToString("-u 192.0.2.10:53 -s rr -p 300 --pe sip -o");
  }

  @Test
  void printsMethodThresholdsAndTunnelOfARealServer() {
    Endpoint rip = Endpoint.parse("[2001:db8::21]:80");
    assertThat(new RealServer(rip, Forwarding.DIRECT, 0, 200, 150, Tunnel.IPIP))
        .hasToString("-r [2001:db8::21]:80 -g -w 0 -x 200 -y 150");
    assertThat(server(Forwarding.MASQUERADE, Tunnel.IPIP)).hasToString("-r 192.0.2.21:80 -m -w 1");
    assertThat(server(Forwarding.TUNNEL, Tunnel.IPIP)).hasToString("-r 192.0.2.21:80 -i -w 1");
    assertThat(server(Forwarding.TUNNEL, new Tunnel(Tunnel.Type.GUE, 6080, Checksum.REMOTE)))
        .hasToString("-r 192.0.2.21:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum");
    assertThat(server(Forwarding.TUNNEL, new Tunnel(Tunnel.Type.GUE, 6080, Checksum.NONE)))
        .hasToString("-r 192.0.2.21:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum");
    assertThat(server(Forwarding.TUNNEL, new Tunnel(Tunnel.Type.GRE, 0, Checksum.STANDARD)))
        .hasToString("-r 192.0.2.21:80 -i -w 1 --tun-type gre --tun-csum");
  }

  @Test
  void errorsDescribeTheEdit() {
    RealServer server = server(Forwarding.DIRECT, Tunnel.IPIP);
    VirtualService web = new VirtualService(WEB, "rr", Set.of(), 0, 32, "");
    assertThat(
            List.of(
                new SetService(web),
                new SetServer(WEB, server),
                new DeleteServer(WEB, server.endpoint()),
                new SetTimeouts(new Timeouts(900, 120, 300)),
                new StartDaemon(new SyncDaemon(SyncDaemon.State.MASTER, "eth0", 5)),
                new StopDaemon(SyncDaemon.State.BACKUP)))
        .extracting(Object::toString)
        .containsExactly(
            "edit virtual service tcp 192.0.2.10:80",
            "edit real server 192.0.2.21:80 of tcp 192.0.2.10:80",
            "delete real server 192.0.2.21:80 from tcp 192.0.2.10:80",
            "set timeouts",
            "start sync daemon master on eth0",
            "stop sync daemon backup");
  }

  @Test
  void hasACommandForEveryEdit() {
    VirtualService web = new VirtualService(WEB, "rr", Set.of(), 0, 32, "");
    RealServer server = server(Forwarding.DIRECT, Tunnel.IPIP);
    assertThat(new AddService(web).arguments()).isEqualTo("-A -t 192.0.2.10:80 -s rr");
    assertThat(new SetService(web).arguments()).isEqualTo("-E -t 192.0.2.10:80 -s rr");
    assertThat(new DeleteService(WEB).arguments()).isEqualTo("-D -t 192.0.2.10:80");
    assertThat(new AddServer(WEB, server).arguments())
        .isEqualTo("-a -t 192.0.2.10:80 -r 192.0.2.21:80 -g -w 1");
    assertThat(new SetServer(WEB, server).arguments())
        .isEqualTo("-e -t 192.0.2.10:80 -r 192.0.2.21:80 -g -w 1");
    assertThat(new DeleteServer(WEB, server.endpoint()).arguments())
        .isEqualTo("-d -t 192.0.2.10:80 -r 192.0.2.21:80");
    assertThat(new SetTimeouts(new Timeouts(900, 120, 300)).arguments())
        .isEqualTo("--set 900 120 300");
    SyncDaemon master = new SyncDaemon(SyncDaemon.State.MASTER, "eth0", 5);
    assertThat(new StartDaemon(master).arguments())
        .isEqualTo("--start-daemon master --mcast-interface eth0 --syncid 5");
    assertThat(new StopDaemon(SyncDaemon.State.BACKUP).arguments())
        .isEqualTo("--stop-daemon backup");
  }
}
