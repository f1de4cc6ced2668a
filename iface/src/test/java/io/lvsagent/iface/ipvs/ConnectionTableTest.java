package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTableTest {
  private static final String HEADING =
      "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n";

  @TempDir Path root;

  private List<Connection> read() {
    List<Connection> connections = new ArrayList<>();
    new ConnectionTable(root.toFile()).forEach(connections::add);
    return connections;
  }

  private List<Connection> read(String lines) throws IOException {
    Path net = Files.createDirectories(root.resolve("thread-self/net"));
    Files.writeString(net.resolve("ip_vs_conn"), HEADING + lines, StandardCharsets.ISO_8859_1);
    return read();
  }

  private static Connection connection(
      String protocol, String client, String virtual, String destination, String state) {
    return new Connection(
        protocol,
        Endpoint.parse(client),
        Endpoint.parse(virtual),
        Endpoint.parse(destination),
        state,
        56,
        "");
  }

  @Test
  void withoutIpvsThereAreNoConnections() {
    assertThat(read()).isEmpty();
  }

  @Test
  void readsConnectionsAndTemplates() throws IOException {
    assertThat(
            read(
                """
                TCP C0000264 8A48 C000020A 0050 C0000201 1F90 ESTABLISHED      56
                SCTP C0000264 8A48 C000020A 0050 C0000201 1F90 ESTABLISHED      56
                IP  C0000264 0000 00000001 0000 C0000201 0000 NONE             56
                """))
        .containsExactly(
            connection(
                "TCP", "192.0.2.100:35400", "192.0.2.10:80", "192.0.2.1:8080", "ESTABLISHED"),
            connection(
                "SCTP", "192.0.2.100:35400", "192.0.2.10:80", "192.0.2.1:8080", "ESTABLISHED"),
            connection("IP", "192.0.2.100:0", "0.0.0.1:0", "192.0.2.1:0", "NONE"));
  }

  @Test
  void readsIpv6AndADestinationOfTheOtherFamily() throws IOException {
    assertThat(
            read(
                """
                TCP C0000264 8A48 C000020A 0050 2001:0db8:0000:0000:0000:0000:0000:0023 0050 SYN_RECV         56
                UDP 2001:0db8:0000:0000:0000:0000:0000:0064 8A48 2001:0db8:0000:0000:0000:0000:0000:0010 0035 2001:0db8:0000:0000:0000:0000:0000:0023 0035 UDP              56
                """))
        .containsExactly(
            connection(
                "TCP", "192.0.2.100:35400", "192.0.2.10:80", "[2001:db8::23]:80", "SYN_RECV"),
            connection(
                "UDP", "[2001:db8::64]:35400", "[2001:db8::10]:53", "[2001:db8::23]:53", "UDP"));
  }

  @Test
  void readsThePersistenceEngineWithItsData() throws IOException {
    assertThat(
            read(
                "UDP C0000264 0000 C000020A 13C4 C0000201 13C4 UDP             300 sip a b\u00e9\n"))
        .extracting(Connection::engine, Connection::expires)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("sip a b\u00e9", 300L));
  }

  @Test
  void rejectsALineThatIsNotAConnection() {
    for (String line :
        List.of("TCP", "TCP C00002 1 C000020A 1 C000020A 1 NONE 1", "TCP C0000264 x")) {
      assertThatThrownBy(() -> read(line + "\n"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageEndingWith("ip_vs_conn: \"" + line + "\" is not a connection");
    }
  }
}
