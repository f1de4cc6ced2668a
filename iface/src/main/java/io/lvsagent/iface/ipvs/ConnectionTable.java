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
 * The connection table of the calling thread's network namespace, read from net/ip_vs_conn in
 * procfs. All its numbers except the seconds are hexadecimal (ip_vs_conn_seq_show in ip_vs_conn.c).
 */
public final class ConnectionTable {
  private final File file;

  /** Reads below a root, which is {@code /proc} outside tests. */
  public ConnectionTable(File root) {
    // net/ alone would be the namespace of the process's first thread.
    this.file = new File(root, "thread-self/net/ip_vs_conn");
  }

  /**
   * Passes the connections to the consumer one by one, because there may be millions. There are
   * none if the kernel has no IPVS. Throws UncheckedIOException if the file cannot be read or
   * parsed.
   */
  public void forEach(Consumer<Connection> consumer) {
    if (!file.exists()) {
      return;
    }
    // The data of a persistence engine are raw bytes.
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
      throw new IOException(file + ": \"" + line + "\" is not a connection", e);
    }
  }

  /** Parses {@code C000020A 0050} or {@code 2001:0db8:…:0010 0050}. */
  private static Endpoint endpoint(String address, String port) {
    byte[] bytes = HexFormat.of().parseHex(address.replace(":", ""));
    return new Endpoint(Ip.of(bytes), HexFormat.fromHexDigits(port));
  }
}
