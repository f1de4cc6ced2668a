package io.lvsagent.agent.lab;

import io.lvsagent.iface.netns.Netns;
import io.lvsagent.sysctl.ProcSys;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A new network namespace, in which lo is down, and a thread in it. */
public final class Node implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final ProcSys SYSCTLS = new ProcSys(new File("/proc/sys"));

  private final String name;
  private final ExecutorService inside = Executors.newSingleThreadExecutor(this::thread);
  private volatile @Nullable Thread thread;
  private final Thread undertaker = new Thread(this::remove);

  /** Throws UncheckedIOException if namespaces cannot be made. */
  public Node(String role) {
    name = "lvsa-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + role;
    Runtime.getRuntime().addShutdownHook(undertaker);
    succeed(execute("", "ip", "netns", "add", name));
    call(
        () -> {
          Netns.enter(name);
          return name;
        });
  }

  private Thread thread(Runnable work) {
    Thread made = new Thread(work);
    made.setDaemon(true);
    thread = made;
    return made;
  }

  /** Returns the name by which {@code ip netns} knows it. */
  public String name() {
    return name;
  }

  /** Runs a task inside, and throws what it throws, with checked exceptions wrapped. */
  public <T> T call(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    try {
      if (Thread.currentThread() == thread) {
        task.run();
      } else {
        inside.execute(task);
      }
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a shell line inside and returns its output; throws an AssertionError if it fails. */
  public String sh(String line) {
    Run run = run(line);
    if (run.exit() != 0) {
      throw new AssertionError(line + " in " + name + ": " + run.exit() + " " + run.err());
    }
    return run.out();
  }

  /** Runs a shell line inside, which may fail. */
  public Run run(String line) {
    return call(() -> execute("", "sh", "-c", line));
  }

  /** The same with a command and its arguments. */
  public Run run(List<String> command) {
    return call(() -> execute("", command.toArray(String[]::new)));
  }

  /**
   * Gives a line to {@code ip} from outside, even while the thread inside is busy, as somebody else
   * would in the middle of a run.
   */
  public void meanwhile(String line) {
    String words = "ip -n " + name + " " + line;
    succeed(execute("", words.split(" ")));
  }

  /** Gives lines to one {@code ip} process. */
  public void ip(String... lines) {
    ip(List.of(), List.of(lines));
  }

  /** The same with options, and returns what it said. */
  String ip(List<String> options, List<String> lines) {
    List<String> command = new ArrayList<>(List.of("ip", "-batch", "-"));
    command.addAll(1, options);
    String input = String.join("\n", lines) + "\n";
    Run run = call(() -> execute(input, command.toArray(String[]::new)));
    succeed(run);
    return run.out();
  }

  /**
   * Waits until devices have carrier and their own IPv6 address, whose route comes last: until then
   * what is listed changes by itself.
   */
  public void awaitUp(String... devices) {
    for (String device : devices) {
      sh(
          "for i in $(seq 1000); do ip -6 route show table local type local dev '"
              + device
              + "' | grep -q fe80 && exit; sleep 0.01; done; exit 1");
    }
  }

  /** Waits for the route of an IPv6 address that was added: the kernel makes it a little later. */
  public void awaitLocal(String address) {
    sh(
        "for i in $(seq 1000); do ip -6 route show table local | grep -q 'local "
            + address
            + " ' && exit; sleep 0.01; done; exit 1");
  }

  /**
   * The text of {@code net/ipv4/…} without its newline; an AssertionError where it is not there.
   */
  public String sysctl(String key) {
    Reading reading = call(() -> SYSCTLS.read(SysctlKey.parse(key)));
    if (reading instanceof Reading.Found found) {
      return found.text();
    }
    throw new AssertionError(key + " in " + name + ": " + reading);
  }

  public void sysctl(String key, int value) {
    call(
        () -> {
          SYSCTLS.write(SysctlKey.parse(key), Integer.toString(value));
          return key;
        });
  }

  /** The same under net/ipv4/conf. */
  public String conf(String device, String parameter) {
    return sysctl("net/ipv4/conf/" + device + "/" + parameter);
  }

  public void conf(String device, String parameter, int value) {
    sysctl("net/ipv4/conf/" + device + "/" + parameter, value);
  }

  private static Run execute(String input, String... command) {
    try {
      File said = File.createTempFile("lvsa", ".err");
      try {
        Process process = new ProcessBuilder(command).redirectError(said).start();
        try (var in = process.getOutputStream()) {
          in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return new Run(exit, out, java.nio.file.Files.readString(said.toPath()));
      } finally {
        said.delete();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void succeed(Run run) {
    if (run.exit() != 0) {
      throw new UncheckedIOException(new IOException(run.out() + run.err()));
    }
  }

  private void remove() {
    execute("", "ip", "netns", "delete", name);
  }

  @Override
  public void close() {
    inside.shutdown();
    try {
      inside.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    remove();
    Runtime.getRuntime().removeShutdownHook(undertaker);
  }
}
