package io.lvsagent.agent.lab;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.report.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A host and its peer, joined eth0 to eth0, with their addresses, both up, and a state folder for
 * the host's agent. ARP and forwarding parameters and rp_filter start at 0. IPv6 addresses can be
 * used at once, without duplicate address detection.
 */
public final class Bench implements AutoCloseable {
  /** The host's own address. */
  public static final String RIP = "192.0.2.2";

  /** The address of its neighbour. */
  public static final String PEER = "192.0.2.1";

  public static final String MAC = "02:00:00:00:00:02";
  public static final String PEER_MAC = "02:00:00:00:00:01";

  private final Node host = new Node("h");
  private final Node peer = new Node("p");
  private final Path folder = folder();
  private final Thread undertaker = new Thread(this::remove);

  public Bench() {
    Runtime.getRuntime().addShutdownHook(undertaker);
    try {
      connect();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static Path folder() {
    try {
      return InMemory.folder();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect() {
    for (String where : new String[] {"all", "default", "lo"}) {
      for (String what : new String[] {"arp_ignore", "arp_announce", "rp_filter", "forwarding"}) {
        host.conf(where, what, 0);
        peer.conf(where, what, 0);
      }
      host.sysctl("net/ipv6/conf/" + where + "/accept_dad", 0);
      peer.sysctl("net/ipv6/conf/" + where + "/accept_dad", 0);
    }
    host.ip(
        "link add eth0 address "
            + MAC
            + " type veth peer name eth0 address "
            + PEER_MAC
            + " netns "
            + peer.name(),
        "link set lo up",
        "link set eth0 up",
        "addr add " + RIP + "/24 dev eth0");
    peer.ip("link set lo up", "link set eth0 up", "addr add " + PEER + "/24 dev eth0");
    host.awaitUp("eth0");
  }

  public Node host() {
    return host;
  }

  public Node peer() {
    return peer;
  }

  /** Takes nothing with it when the host's namespace goes: the ledger's folder. */
  public Path state() {
    return folder.resolve("state");
  }

  /** Writes a config that the agent accepts, and returns its path. */
  public Path config(String yaml) {
    try {
      Path file = folder.resolve("lvs-agent.yaml");
      Files.writeString(file, yaml);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the arguments for a director that neither probes nor announces, because that would take
   * time at each start.
   *
   * @param keys more keys of the service, each after a comma, or nothing
   */
  public String director(String profile, String vip, String keys) {
    return "-c "
        + config(
            "services:\n  lb: {profile: "
                + profile
                + ", device: eth1, vips: ["
                + vip
                + "],\n    announce: {count: 0}, probe: false"
                + keys
                + "}\n");
  }

  /** Runs the agent on the host, in this process; single spaces separate the arguments. */
  public Run agent(String words) {
    return agent(words, line -> {});
  }

  /**
   * The same with {@code --trace}. The listener gets each line when it is printed; a line for which
   * {@link Run#isWrite} is true is printed just before the kernel gets the message. An exception of
   * the listener ends the run and is thrown; a {@code Crash} does so without any undo.
   */
  public Run traced(String words, Consumer<String> listener) {
    return agent("--trace " + words, listener);
  }

  private Run agent(String words, Consumer<String> listener) {
    List<String> all = new ArrayList<>(List.of("--state", state().toString()));
    all.addAll(List.of(words.split(" ")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream heard =
        new OutputStream() {
          @Override
          public void write(int b) {
            err.write(b);
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            err.write(bytes, from, length);
            new String(bytes, from, length, StandardCharsets.UTF_8).lines().forEach(listener);
          }
        };
    int exit = host.call(() -> Commands.run(all, new Console(out, heard)));
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Starts the agent as a process of its own, on the host. */
  public Process process(String words) {
    try {
      return new ProcessBuilder(command("--netns " + host.name() + " " + words)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a process that prints little, and returns its result. */
  public static Run ended(Process process) {
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns the command that runs the agent as a process in the namespace of the caller. */
  public List<String> command(String words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "io.lvsagent.agent.Main",
                "--state",
                state().toString()));
    command.addAll(List.of(words.split(" ")));
    return command;
  }

  /**
   * Runs a shell line on the host, in which {@code "$@"} is the command of the agent, such as
   * {@code mount … && exec "$@"}. What the line mounts is mounted for that process alone.
   */
  public Run shell(String line, String words) {
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", line, "sh"));
    command.addAll(command(words));
    return host.run(command);
  }

  private void remove() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(undertaker);
    host.close();
    peer.close();
    remove();
  }
}
