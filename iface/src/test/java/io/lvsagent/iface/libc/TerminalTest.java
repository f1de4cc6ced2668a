package io.lvsagent.iface.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pseudo-terminal, whose two ends have the same settings, and a signal. */
final class TerminalTest {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final int TCGETS = 0x5401;
  private static final int TIOCSWINSZ = 0x5414;

  private static ByteBuffer settings(int fd) {
    ByteBuffer settings = NativeBuffer.allocate(36);
    assertThat(Libc.ioctl(fd, TCGETS, settings)).isZero();
    return settings;
  }

  @Test
  void passesKeysAndIsRestored() {
    int fd = Libc.open("/dev/ptmx", O_RDWR | O_NOCTTY | Libc.O_CLOEXEC);
    assertThat(fd).isPositive();
    try {
      ByteBuffer before = settings(fd);
      Terminal terminal = Terminal.of(fd).orElseThrow();
      assertThat(terminal.passKeys()).isZero();
      assertThat(settings(fd)).isNotEqualTo(before);
      // lflag: neither ISIG nor ICANON nor ECHO
      assertThat(settings(fd).getInt(12) & 0xb).isZero();
      assertThat(terminal.restore()).isZero();
      assertThat(settings(fd)).isEqualTo(before);
    } finally {
      Libc.close(fd);
    }
  }

  @Test
  void knowsItsSize() {
    int fd = Libc.open("/dev/ptmx", O_RDWR | O_NOCTTY | Libc.O_CLOEXEC);
    assertThat(fd).isPositive();
    try {
      Terminal terminal = Terminal.of(fd).orElseThrow();
      assertThat(terminal.size()).isEqualTo(new Terminal.Size(0, 0));
      ByteBuffer size =
          NativeBuffer.allocate(8).putShort(0, (short) 50).putShort(2, (short) 40_000);
      assertThat(Libc.ioctl(fd, TIOCSWINSZ, size)).isZero();
      assertThat(terminal.size()).isEqualTo(new Terminal.Size(50, 40_000));
    } finally {
      Libc.close(fd);
    }
  }

  @Test
  void nothingElseIsATerminal() {
    int fd = Libc.open("/dev/null", O_RDWR | Libc.O_CLOEXEC);
    try {
      assertThat(Terminal.of(fd)).isEmpty();
      assertThat(Terminal.of(-1)).isEmpty();
    } finally {
      Libc.close(fd);
    }
  }

  @Test
  void aSignalRunsATask() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    Signals.handle("WINCH", arrived::countDown);
    String self = Long.toString(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-WINCH", self).start().waitFor()).isZero();
    assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
