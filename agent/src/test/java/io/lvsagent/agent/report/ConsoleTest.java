package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.lvsagent.agent.report.Report.Failure;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleTest {
  private static final Report REPORT = Report.of("profiles", "dr\n");
  private static final String FULL = "write the answer to stdout: No space left on device";

  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private static OutputStream failing(String reason) throws IOException {
    OutputStream stream = mock(OutputStream.class);
    doThrow(new IOException(reason)).when(stream).write(any(byte[].class));
    return stream;
  }

  private void print(OutputStream out, Report report, boolean json) {
    new Printer(new Console(out, heard), json, false, false).print(report);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFullDiskIsAnError(boolean json) throws IOException {
    OutputStream full = failing("No space left on device");
    assertThatThrownBy(() -> print(full, REPORT, json))
        .isInstanceOf(ConsoleException.class)
        .hasMessage(FULL);
    try (OutputStream device = new FileOutputStream("/dev/full")) {
      assertThatThrownBy(() -> print(device, REPORT, json))
          .isInstanceOf(ConsoleException.class)
          .hasMessage(FULL);
    }
  }

  @Test
  void whatWentWrongIsToldEvenSo() throws IOException {
    OutputStream full = failing("Input/output error");
    Report report = Report.of("start").failing(78, Failure.of("config", "no such VIP"));
    assertThatThrownBy(() -> print(full, report, true)).isInstanceOf(ConsoleException.class);
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("lvs-agent: no such VIP\n");
  }

  @Test
  void aReaderWhoHasGoneIsNone() throws IOException {
    OutputStream gone = failing("Broken pipe");
    print(gone, REPORT, false);
    verify(gone).write(any(byte[].class));
    assertThat(heard.size()).isZero();
  }

  @Test
  void aReaderWhoHasReallyGoneIsNone(@TempDir Path folder) throws Exception {
    String pipe = folder.resolve("pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    RandomAccessFile reader = new RandomAccessFile(pipe, "rw");
    try (OutputStream gone = new FileOutputStream(pipe)) {
      reader.close();
      assertThatThrownBy(() -> gone.write(1)).isInstanceOf(IOException.class);
      print(gone, REPORT, false);
    }
    assertThat(heard.size()).isZero();
  }

  @Test
  void stderrThatCannotBeWrittenIsNoError() throws IOException {
    OutputStream full = failing("No space left on device");
    new Console(heard, full).remark("about to start");
    verify(full).write(any(byte[].class));
  }

  /** A pager that shows the first page reads no further, and the run holds a lock meanwhile. */
  @Test
  @Timeout(10)
  void aReaderWhoDoesNotReadHoldsUpNoRemark() throws IOException {
    PipedInputStream reader = new PipedInputStream(16);
    Console console = new Console(heard, new PatientStream(new PipedOutputStream(reader)));
    for (int i = 0; i < 100; i++) {
      console.remark("message " + i);
    }
    byte[] first = reader.readNBytes(10);
    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("message 0\n");
    Thread reading = new Thread(() -> readToTheEnd(reader));
    reading.start();
    console.finish();
    assertThat(console.err()).isNotNull();
  }

  private void readToTheEnd(PipedInputStream reader) {
    try {
      heard.writeBytes(reader.readNBytes(1_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Timeout(10)
  void remarksThatNobodyCanReadAreDropped() throws IOException {
    Console console = new Console(heard, new PatientStream(failing("Broken pipe")));
    console.remark("a message");
    console.finish();
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
