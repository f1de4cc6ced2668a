package io.lvsagent.agent.programs;

import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import jnr.constants.platform.Signal;

/** A program of the system, called by its absolute path and without a shell. */
final class Program {
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"), Path.of("/bin"));
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Process reports the end by signal N as the exit status 128 + N, as a shell does. */
  private static final int SIGNALLED = 128;

  private static final int LAST_SIGNAL = 64;

  private final String name;
  private final List<Path> folders;
  private final Duration limit;
  private final Starter starter;
  private final Consumer<String> trace;

  /** Starts a process. */
  interface Starter {
    Process start(List<String> command) throws IOException;
  }

  /**
   * What it answered.
   *
   * @param err what it wrote to stderr, which is for people: libraries may chatter there
   * @param fed whether it took all of its input
   */
  record Answer(int exit, String out, String err, boolean fed) {}

  /** A program of the system that is ended after 30 s. */
  Program(String name, Consumer<String> trace) {
    this(name, FOLDERS, LIMIT, Program::start, trace);
  }

  /**
   * @param folders where it is looked for, in order
   * @param limit how long a run may last
   * @param trace hears a line of what it is given, before it is, and a line of what it answers
   */
  Program(
      String name, List<Path> folders, Duration limit, Starter starter, Consumer<String> trace) {
    this.name = name;
    this.folders = folders;
    this.limit = limit;
    this.starter = starter;
    this.trace = trace;
  }

  /** Errors are recognised by their English text. */
  private static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  /**
   * Runs it to its end. Throws HostRequirementException where there is no such program, and
   * ProgramException where it does not end in time, is killed, or succeeds without having read its
   * input.
   *
   * @param purpose such as {@code load kernel module ipip}
   */
  Answer run(String purpose, String input, String... arguments) {
    String line = line(arguments);
    List<String> command = new ArrayList<>(List.of(path(purpose)));
    command.addAll(List.of(arguments));
    trace.accept(oneLine("> " + line + " " + input));
    Process process;
    try {
      process = starter.start(command);
    } catch (IOException e) {
      throw new ProgramException(purpose, line, "cannot be run: " + e.getMessage());
    }
    try {
      Answer answer = talk(process, input);
      String said = answer.out + "\n" + answer.err;
      trace.accept(oneLine("< " + name + " exit " + answer.exit + ": " + said.strip()));
      requireEndOfItsOwn(purpose, line, answer);
      return answer;
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new ProgramException(purpose, line, why(e));
    }
  }

  private String why(Exception e) {
    if (e instanceof TimeoutException) {
      String seconds = limit.toMillis() / 1000.0 + " s";
      return "did not end within " + seconds.replace(".0 ", " ");
    } else if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return "was ended because this run was interrupted";
    }
    return "cannot be read: " + e.getCause();
  }

  private static void requireEndOfItsOwn(String purpose, String line, Answer answer) {
    int signal = answer.exit - SIGNALLED;
    if (signal > 0 && signal <= LAST_SIGNAL) {
      String which = signal + " (" + Signal.valueOf(signal).name() + ")";
      throw new ProgramException(purpose, line, "was ended by signal " + which);
    } else if (answer.exit == 0 && !answer.fed) {
      throw new ProgramException(purpose, line, "did not read all that it was given");
    }
  }

  /** Writes and reads at the same time, so that neither side waits for the other. */
  private Answer talk(Process process, String input)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    FutureTask<Boolean> fed = begin(() -> feed(process.getOutputStream(), input));
    FutureTask<String> out = begin(() -> read(process.getInputStream()));
    FutureTask<String> err = begin(() -> read(process.getErrorStream()));
    if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    return new Answer(process.exitValue(), until(end, out), until(end, err), until(end, fed));
  }

  private static <T> FutureTask<T> begin(Callable<T> part) {
    FutureTask<T> task = new FutureTask<>(part);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** A child of the program may hold its streams open when it has ended. */
  private static <T> T until(long end, FutureTask<T> task)
      throws InterruptedException, ExecutionException, TimeoutException {
    return task.get(Math.max(end - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
  }

  /** Returns false where it has closed its input, or ended, before it had all. */
  private static boolean feed(OutputStream stdin, String input) {
    try (stdin) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String read(InputStream from) throws IOException {
    return new String(from.readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** The program and its arguments, for messages. */
  String line(String... arguments) {
    return (name + " " + String.join(" ", arguments)).strip();
  }

  private static String oneLine(String text) {
    return text.strip().replace('\n', ' ');
  }

  private String path(String purpose) {
    for (Path folder : folders) {
      if (Files.isExecutable(folder.resolve(name))) {
        return folder.resolve(name).toString();
      }
    }
    throw new HostRequirementException(Missing.PROGRAM, purpose + ": there is no " + name);
  }
}
