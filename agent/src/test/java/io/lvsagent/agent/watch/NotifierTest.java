package io.lvsagent.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears, on a socket of its kind. */
final class NotifierTest {
  @TempDir private Path folder;

  private final int systemd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);

  @AfterEach
  void close() {
    Libc.close(systemd);
  }

  private void bind(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer address = NativeBuffer.allocate(Short.BYTES + bytes.length);
    address.putShort((short) Libc.AF_UNIX).put(bytes).rewind();
    assertThat(Libc.bind(systemd, address)).isZero();
  }

  private String heard() {
    ByteBuffer message = NativeBuffer.allocate(4096);
    ByteBuffer length = NativeBuffer.allocate(Integer.BYTES).putInt(0, 0);
    int bytes =
        Libc.recvfrom(systemd, message, Libc.MSG_DONTWAIT, NativeBuffer.allocate(1), length);
    return bytes < 0 ? "" : StandardCharsets.UTF_8.decode(message.limit(bytes)).toString();
  }

  private void says(Notifier notifier) {
    notifier.ready("in sync");
    assertThat(heard()).isEqualTo("READY=1\nSTATUS=in sync");
    notifier.status("in sync");
    assertThat(heard()).isEmpty();
    notifier.status("drift: 1");
    assertThat(heard()).isEqualTo("STATUS=drift: 1");
    notifier.reloading(5_000_000);
    assertThat(heard()).isEqualTo("RELOADING=1\nMONOTONIC_USEC=5000");
    notifier.alive();
    assertThat(heard()).isEqualTo("WATCHDOG=1");
    notifier.stopping();
    assertThat(heard()).isEqualTo("STOPPING=1");
  }

  @Test
  void speaksToASocketInAFolder() {
    String name = folder.resolve("notify").toString();
    bind(name + "\0");
    says(Notifier.of(Map.of("NOTIFY_SOCKET", name)));
  }

  @Test
  void speaksToAnAbstractSocket() {
    String name = "lvs-agent-test-" + ProcessHandle.current().pid();
    bind("\0" + name);
    says(Notifier.of(Map.of("NOTIFY_SOCKET", "@" + name)));
  }

  @Test
  void staysSilentWhereNobodyListens() {
    Notifier.of(Map.of()).ready("in sync");
    Notifier.of(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString())).ready("in sync");
    Notifier.of(Map.of("NOTIFY_SOCKET", "vsock:2:3")).ready("in sync");
    assertThat(heard()).isEmpty();
  }

  @Test
  void tellsThatAllIsWellThreeTimesAsOftenAsSystemdAsks() {
    assertThat(Notifier.of(Map.of("WATCHDOG_USEC", "3000000")).watchdog()).isEqualTo(Clock.SECOND);
    assertThat(Notifier.of(Map.of("WATCHDOG_USEC", "-1")).watchdog()).isEqualTo(Long.MAX_VALUE);
    assertThat(Notifier.of(Map.of()).watchdog()).isEqualTo(Long.MAX_VALUE);
  }
}
