package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.Ip;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.StringTokenizer;
import java.util.function.Consumer;

/**
 * The connection table of the calling thread's network namespace: net/ip_vs_conn of procfs, whose
 * numbers are hexadecimal but for the seconds (ip_vs_conn_seq_show in ip_vs_conn.c).
 */
public final class ConnectionTable {
  private final File file;

  /** The root is {@code /proc} but for tests. */
  public ConnectionTable(File root) {
    // Not net/, which is that of the process's first thread.
    this.file = new File(root, "thread-self/net/ip_vs_conn");
  }

  /**
   * Hands over one after the other, for there may be millions; none where the kernel has no IPVS.
   * What cannot be read is an UncheckedIOException.
   */
  public void forEach(Consumer<Connection> consumer) {
    if (!file.exists()) {
      return;
    }
    // The data of a persistence engine are bytes of the wire.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(file), StandardCharsets.ISO_8859_1))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        consumer.accept(connection(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Connection connection(String line) throws IOException {
    StringTokenizer words = new StringTokenizer(line);
    try {
      return new Connection(
          words.nextToken(),
          endpoint(words.nextToken(), words.nextToken()),
          endpoint(words.nextToken(), words.nextToken()),
          endpoint(words.nextToken(), words.nextToken()),
          words.nextToken(),
          Long.parseLong(words.nextToken()),
          words.hasMoreTokens() ? words.nextToken("\n").strip() : "");
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new IOException(file + ": \"" + line + "\" is no connection", e);
    }
  }

  /** {@code C000020A 0050}, {@code 2001:0db8:…:0010 0050}. */
  private static Endpoint endpoint(String address, String port) {
    byte[] bytes = HexFormat.of().parseHex(address.replace(":", ""));
    return new Endpoint(Ip.of(bytes), HexFormat.fromHexDigits(port));
  }
}
