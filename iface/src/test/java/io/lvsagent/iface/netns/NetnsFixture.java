package io.lvsagent.iface.netns;

import static org.junit.jupiter.api.Assumptions.abort;

import io.lvsagent.iface.libc.Libc;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test in a new network namespace, which has only a lo that is down, and deletes it
 * afterwards. Child processes of the test are in it too. Without root a test is skipped, or fails
 * if the environment variable CI is set.
 *
 * <pre>{@code
 * @RegisterExtension final NetnsFixture netns = new NetnsFixture();
 * }</pre>
 */
public final class NetnsFixture
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final String name =
      "lvsa-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
  private final Thread cleanUp = new Thread(this::remove);
  private final ExecutorService inside = Executors.newSingleThreadExecutor();
  private boolean created;

  /** Returns the name that {@code ip netns} shows. */
  public String name() {
    return name;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (!context.getTags().contains("kernel")) {
      throw new AssertionError(context.getDisplayName() + " needs @Tag(\"kernel\")");
    }
    if (Libc.geteuid() != 0) {
      refuse("network namespaces need root");
    }
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      execute("ip", "netns", "add", name);
      created = true;
    } catch (IOException impossible) {
      refuse(impossible.getMessage());
    }
    inside.submit(() -> Netns.enter(name)).get();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    inside.shutdown();
    remove();
    Runtime.getRuntime().removeShutdownHook(cleanUp);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceedInside(invocation);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceedInside(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceedInside(invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceedInside(invocation);
  }

  private void proceedInside(Invocation<Void> invocation) throws Throwable {
    List<Throwable> thrown = new ArrayList<>();
    try {
      inside
          .submit(
              () -> {
                try {
                  invocation.proceed();
                } catch (Throwable failure) {
                  thrown.add(failure);
                }
              })
          .get();
    } catch (ExecutionException impossible) {
      throw impossible.getCause();
    }
    if (!thrown.isEmpty()) {
      throw thrown.get(0);
    }
  }

  /**
   * Runs a command line, split at spaces, in the calling thread's namespace. Returns its output.
   */
  public String run(String commandLine) {
    try {
      return execute(commandLine.split(" "));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static String execute(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
    return output;
  }

  private void remove() {
    if (created) {
      run("ip netns delete " + name);
      created = false;
    }
  }

  private static void refuse(String why) {
    if (System.getenv("CI") != null) {
      throw new AssertionError(why);
    }
    abort(why);
  }
}
