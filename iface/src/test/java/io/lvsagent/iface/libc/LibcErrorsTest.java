package io.lvsagent.iface.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import io.lvsagent.iface.netns.Netns;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockedStatic;

/** What becomes of errors of the C library that no kernel gives when it is asked. */
final class LibcErrorsTest {
  private static final int FD = 1_000_000;

  private final MockedStatic<Libc> libc = mockStatic(Libc.class);

  @AfterEach
  void tearDown() {
    libc.close();
  }

  private void socketIs(int outcome) {
    libc.when(() -> Libc.socket(anyInt(), anyInt(), anyInt())).thenReturn(outcome);
  }

  private static String refusal(ThrowingCallable call) {
    return catchThrowableOfType(NetlinkException.class, call).getMessage();
  }

  private void assertClosed() {
    libc.verify(() -> Libc.close(FD));
  }

  @Test
  void noSocketIsLeftWhereThereAreTooMany() {
    socketIs(-Errno.EMFILE);
    assertThat(refusal(() -> NetlinkSocket.open(0)))
        .isEqualTo("open a netlink socket: EMFILE (Too many open files)");
    libc.verify(() -> Libc.close(anyInt()), never());
  }

  @Test
  void aPathThatCannotBeOpenedForWantOfDescriptorsSaysSo() {
    libc.when(() -> Libc.open(anyString(), anyInt())).thenReturn(-Errno.EMFILE);
    assertThatThrownBy(() -> OpenPath.of(Path.of("/")))
        .isInstanceOf(FileSystemException.class)
        .hasMessage("/: Too many open files");
  }

  @Test
  void aSocketThatCannotBeBoundIsClosed() {
    socketIs(FD);
    libc.when(() -> Libc.bind(anyInt(), any())).thenReturn(-Errno.EPERM);
    assertThat(refusal(() -> NetlinkSocket.open(0)))
        .isEqualTo("bind a netlink socket: EPERM (Operation not permitted)");
    assertClosed();
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EINTR, Errno.EAGAIN, Errno.ENOBUFS})
  void whatReceivingFailsByIsHandedOnAndTheBufferIsEmpty(int errno) {
    socketIs(FD);
    libc.when(() -> Libc.recvfrom(anyInt(), any(), anyInt(), any(), any())).thenReturn(-errno);
    try (NetlinkSocket socket = NetlinkSocket.open(0)) {
      ByteBuffer datagram = ByteBuffer.allocateDirect(64);
      assertThat(socket.receive(datagram)).isEqualTo(-errno);
      assertThat(datagram.hasRemaining()).isFalse();
    }
    libc.verify(() -> Libc.close(FD), times(1));
  }

  @Test
  void whatSendingFailsByIsHandedOn() {
    socketIs(FD);
    libc.when(() -> Libc.send(anyInt(), any(), anyInt())).thenReturn(-Errno.ENOBUFS, 64);
    try (NetlinkSocket socket = NetlinkSocket.open(0)) {
      assertThat(socket.send(ByteBuffer.allocateDirect(64))).isEqualTo(-Errno.ENOBUFS);
      assertThat(socket.send(ByteBuffer.allocateDirect(64))).as("all of it").isZero();
    }
  }

  @Test
  void aNamespaceThatMayNotBeEnteredIsNamedAndItsFileClosed() {
    libc.when(() -> Libc.open(anyString(), anyInt())).thenReturn(FD);
    libc.when(() -> Libc.setns(anyInt(), anyInt())).thenReturn(-Errno.EPERM);
    assertThat(refusal(() -> Netns.enter("blue")))
        .isEqualTo("enter network namespace blue: EPERM (Operation not permitted)");
    assertClosed();
  }

  /** Another identity would be another ledger, in which nothing is ours. */
  @Test
  void aNamespaceHasItsOtherIdentityOnAnOldKernelAlone() {
    socketIs(-Errno.EMFILE);
    assertThat(refusal(Netns::identity))
        .isEqualTo("identify the network namespace: EMFILE (Too many open files)");
    socketIs(FD);
    libc.when(() -> Libc.getsockopt(anyInt(), anyInt(), anyInt(), any()))
        .thenReturn(-Errno.ENOPROTOOPT);
    assertThat(Netns.identity()).matches("inode-[0-9]+");
    assertClosed();
  }
}
