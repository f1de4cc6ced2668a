package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.route.Link;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

/** Errors of a packet socket that no kernel gives when it is asked. */
final class PacketSocketErrorsTest {
  private static final int FD = 1_000_000;
  private static final Link ETH0 = new Link(2, "eth0", "veth", 1, 0, "");
  private static final Frame.Sendable PROBE =
      Frame.probe(new Mac(0x0200_0000_0021L), Ip.parse("192.0.2.10"));

  private final MockedStatic<Libc> libc = mockStatic(Libc.class);

  @BeforeEach
  void setUp() {
    libc.when(() -> Libc.socket(anyInt(), anyInt(), anyInt())).thenReturn(FD);
    libc.when(() -> Libc.getsockname(anyInt(), any()))
        .thenAnswer(
            call -> {
              call.getArgument(1, ByteBuffer.class).putShort(8, (short) 1);
              return 0;
            });
  }

  @AfterEach
  void tearDown() {
    libc.close();
  }

  @Test
  void aSendThatASignalInterruptsIsRepeated() {
    libc.when(() -> Libc.send(anyInt(), any(), anyInt())).thenReturn(-Errno.EINTR, 42);
    try (PacketSocket socket = new PacketSockets().toSend(ETH0)) {
      socket.send(PROBE);
    }
    libc.verify(() -> Libc.send(anyInt(), any(), anyInt()), times(2));
    libc.verify(() -> Libc.close(FD));
  }

  @Test
  void aQueueThatIsFullIsSaid() {
    libc.when(() -> Libc.send(anyInt(), any(), anyInt())).thenReturn(-Errno.ENOBUFS);
    try (PacketSocket socket = new PacketSockets().toSend(ETH0)) {
      assertThatThrownBy(() -> socket.send(PROBE))
          .hasMessage("send " + PROBE + " on eth0: ENOBUFS (No buffer space available)");
    }
  }

  @Test
  void listeningGoesOnAfterASignalAndEndsWhereNothingIsThere() {
    libc.when(() -> Libc.recvfrom(anyInt(), any(), anyInt(), any(), any()))
        .thenReturn(-Errno.EINTR, -Errno.EAGAIN);
    try (PacketSocket socket = new PacketSockets().toSend(ETH0)) {
      assertThat(socket.heard()).isEmpty();
    }
    libc.verify(() -> Libc.recvfrom(anyInt(), any(), anyInt(), any(), any()), times(2));
  }
}
