package io.lvsagent.agent.programs;

import io.lvsagent.profiles.compile.HostRequirementException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program of the system, called by its absolute path and without a shell. */
final class Program {
  private static final List<String> FOLDERS = List.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/");
  private static final int SECONDS = 30;

  private final String name;
  private final String purpose;
  private final Consumer<String> trace;

  /**
   * @param purpose what it is called for, such as {@code load kernel module ipip}
   * @param trace hears a line of what it is given, before it is, and a line of what it answers
   */
  Program(String name, String purpose, Consumer<String> trace) {
    this.name = name;
    this.purpose = purpose;
    this.trace = trace;
  }

  /** What it wrote to stdout and stderr, and its exit status. */
  record Answer(int exit, String text) {}

  /** Runs to its end. Throws HostLacksException where it is missing, or does not end. */
  Answer run(String input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(path());
    command.addAll(List.of(arguments));
    trace.accept(line("> " + name + " " + String.join(" ", arguments) + " " + input));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // it has refused its arguments and gone, and says why
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw lacking(name + " did not end within " + SECONDS + " s");
      }
      trace.accept(line("< " + name + " exit " + process.exitValue() + ": " + said));
      return new Answer(process.exitValue(), said.strip());
    } catch (IOException e) {
      throw lacking(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lacking("interrupted");
    }
  }

  private static String line(String text) {
    return text.strip().replace('\n', ' ');
  }

  private String path() {
    return FOLDERS.stream()
        .map(folder -> folder + name)
        .filter(path -> new File(path).canExecute())
        .findFirst()
        .orElseThrow(() -> lacking("there is no " + name));
  }

  HostRequirementException lacking(String why) {
    return new HostRequirementException(
        HostRequirementException.Missing.PROGRAM, purpose + ": " + why);
  }
}
