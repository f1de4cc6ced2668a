package io.lvsagent.iface.libc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.netlink.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors of the real C library. */
final class DescriptorsTest {
  @TempDir private Path folder;

  @Test
  void tellsWhichDescriptorCanBeRead() {
    int first = Descriptors.eventfd();
    int second = Descriptors.eventfd();
    int[] both = {first, second};
    assertThat(Descriptors.poll(both, 0)).isZero();
    Descriptors.signal(second);
    Descriptors.signal(second);
    assertThat(Descriptors.poll(both, -1)).isEqualTo(0b10);
    Descriptors.signal(first);
    assertThat(Descriptors.poll(both, -1)).isEqualTo(0b11);
    Descriptors.reset(first);
    Descriptors.reset(second);
    assertThat(Descriptors.poll(both, 0)).isZero();
    Libc.close(first);
    Libc.close(second);
    assertThat(Descriptors.signal(first)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void aDescriptorThatIsNotOpenHasNoLock() {
    assertThat(Descriptors.isWriteLocked(-1)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void sendsToAPathAndToAnAbstractName() {
    String path = folder.resolve("socket").toString();
    String name = "lvs-agent-descriptors-" + ProcessHandle.current().pid();
    assertThat(heard(path + "\0", path)).isEqualTo("WATCHDOG=1");
    assertThat(heard("\0" + name, "@" + name)).isEqualTo("WATCHDOG=1");
    try (UnixDatagrams nobody = UnixDatagrams.to(folder.resolve("none").toString())) {
      assertThat(nobody.send("WATCHDOG=1")).isFalse();
    }
  }

  private static String heard(String bound, String to) {
    int server = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    byte[] name = bound.getBytes(StandardCharsets.UTF_8);
    ByteBuffer address = NativeBuffer.allocate(Short.BYTES + name.length);
    address.putShort((short) Libc.AF_UNIX).put(name).rewind();
    assertThat(Libc.bind(server, address)).isZero();
    try (UnixDatagrams datagrams = UnixDatagrams.to(to)) {
      assertThat(datagrams.send("WATCHDOG=1")).isTrue();
    }
    ByteBuffer message = NativeBuffer.allocate(64);
    ByteBuffer length = NativeBuffer.allocate(Integer.BYTES).putInt(0, 0);
    int bytes = Libc.recvfrom(server, message, Libc.MSG_DONTWAIT, NativeBuffer.allocate(1), length);
    Libc.close(server);
    return StandardCharsets.UTF_8.decode(message.limit(bytes)).toString();
  }
}
