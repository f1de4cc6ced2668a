package io.lvsagent.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcSysTest {
  private static final SysctlKey KEY = SysctlKey.ipv4("eth0.100", "arp_ignore");

  @TempDir Path root;
  private Path file;
  private ProcSys sysctls;

  @BeforeEach
  void layOut() throws IOException {
    file = root.resolve(KEY.toString());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "1\n");
    sysctls = new ProcSys(root.toFile());
  }

  @Test
  void readsAValueOfADottedDevice() {
    assertThat(sysctls.read(KEY)).isEqualTo(new Reading.Found("1"));
  }

  /** The characters U+DC80 to U+DCFF stand for bytes. */
  @Test
  void readsAndWritesAValueOfADeviceWhoseNameIsNotUtf8() throws IOException {
    SysctlKey odd = KEY.on("z\udcff\u001b\u00fc%41");
    assertThat(sysctls.read(odd)).isInstanceOf(Reading.Absent.class);
    String folder = root.toUri() + "net/ipv4/conf/z%ff%1b%c3%bc%2541";
    Path raw = Files.createDirectory(Path.of(URI.create(folder)));
    assertThat(sysctls.read(odd)).isInstanceOf(Reading.Absent.class);
    Files.writeString(raw.resolve("arp_ignore"), "3\n");
    assertThat(sysctls.read(odd)).isEqualTo(new Reading.Found("3"));
    sysctls.write(odd, "1");
    assertThat(sysctls.read(odd)).isEqualTo(new Reading.Found("1"));
    assertThatThrownBy(() -> sysctls.write(odd.on("y\udcff"), "1"))
        .isInstanceOf(SysctlException.class)
        .extracting(e -> ((SysctlException) e).reason())
        .isEqualTo(SysctlException.Reason.ABSENT);
  }

  @Test
  void putsOneSpaceBetweenWords() throws IOException {
    Files.writeString(file, "32768\t60999\n");
    assertThat(sysctls.read(KEY)).isEqualTo(new Reading.Found("32768 60999"));
  }

  @Test
  void distinguishesAbsentUnreadableAndUnparsable() throws IOException {
    assertThat(sysctls.read(KEY.on("eth1"))).isInstanceOf(Reading.Absent.class);
    Path folder = root.resolve(KEY.on("eth2").toString());
    Files.createDirectories(folder);
    assertThat(sysctls.read(KEY.on("eth2"))).isInstanceOf(Reading.Unreadable.class);
    Files.writeString(file, "one\n");
    assertThat(((Reading.Found) sysctls.read(KEY)).number()).isEmpty();
  }

  @Test
  void readsTheKernelsOwnFiles() {
    Reading reading = new ProcSys(new File("/proc/sys")).read(SysctlKey.IP_FORWARD);
    assertThat(((Reading.Found) reading).number()).isPresent();
  }

  @Test
  void writesAndReadsBack() throws IOException {
    sysctls.write(KEY, "2");
    assertThat(file).hasContent("2");
    assertThat(sysctls.read(KEY)).isEqualTo(new Reading.Found("2"));
  }

  @Test
  void theMessageNamesValueKeyAndTheKernelsError() {
    assertThatThrownBy(() -> sysctls.write(KEY.on("eth1"), "1"))
        .isInstanceOfSatisfying(
            SysctlException.class,
            e -> assertThat(e.reason()).isEqualTo(SysctlException.Reason.ABSENT))
        .hasMessage("write 1 to net/ipv4/conf/eth1/arp_ignore: No such file or directory");
  }

  @Test
  void asksWhetherAWriteIsPossibleWithoutWriting() throws IOException {
    String before = Files.readString(file);
    sysctls.requireWritable(KEY, "1");
    assertThat(file).hasContent(before);
    assertThat(sysctls.isReadOnly(KEY)).isFalse();
    assertThat(sysctls.isReadOnly(KEY.on("eth1"))).isFalse();
    assertThatThrownBy(() -> sysctls.requireWritable(KEY.on("eth1"), "1"))
        .hasMessage("write 1 to net/ipv4/conf/eth1/arp_ignore: No such file or directory");
  }

  @Test
  void writesThroughNoSymbolicLink() throws IOException {
    Path outside = Files.createTempFile("outside", "");
    try {
      Files.writeString(outside, "5\n");
      Files.delete(file);
      Files.createSymbolicLink(file, outside);
      assertThatThrownBy(() -> sysctls.write(KEY, "1"))
          .hasMessageContaining("a symbolic link leads out");
      assertThat(outside).hasContent("5");
    } finally {
      Files.delete(outside);
    }
  }

  @Test
  void saysBeforehandWhatWouldFailAndWritesNothing() throws IOException {
    SysctlKey absent = KEY.on("eth1");
    assertThatThrownBy(() -> sysctls.requireWritable(absent, "1"))
        .isInstanceOfSatisfying(
            SysctlException.class,
            e -> assertThat(e.reason()).isEqualTo(SysctlException.Reason.ABSENT));
    sysctls.requireWritable(KEY, "7");
    assertThat(Files.readString(file)).isEqualTo("1\n");
  }

  /** The kernel admits no write to it, not even by root. */
  @Test
  void aParameterThatNobodyMayWriteIsNotAReadOnlyFileSystem() {
    ProcSys kernel = new ProcSys(new File("/proc/sys"));
    SysctlKey fixed = SysctlKey.parse("net.ipv4.tcp_available_congestion_control");
    assertThat(kernel.isReadOnly(fixed)).isFalse();
    assertThatThrownBy(() -> kernel.requireWritable(fixed, "cubic"))
        .isInstanceOfSatisfying(
            SysctlException.class,
            e -> assertThat(e.reason()).isEqualTo(SysctlException.Reason.NOT_PERMITTED));
  }
}
