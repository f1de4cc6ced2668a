package io.lvsagent.agent.lab;

import static org.junit.jupiter.api.Assumptions.abort;

import io.lvsagent.iface.libc.Libc;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Gives each test a {@link Bench}, and closes it and whatever else the test asked for. Its tests
 * have the tag {@code kernel}, by which {@code scripts/check --quick} leaves them out.
 */
public final class Lab implements BeforeEachCallback, AfterEachCallback {
  private final List<AutoCloseable> made = new ArrayList<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!context.getTags().contains("kernel")) {
      throw new AssertionError(context.getDisplayName() + " needs @Tag(\"kernel\")");
    }
    if (Libc.geteuid() != 0) {
      refuse("network namespaces need root");
    }
    try {
      more();
    } catch (UncheckedIOException impossible) {
      refuse(String.valueOf(impossible.getMessage()));
    }
  }

  /** Skips a test that cannot run here, or fails it if the environment has CI. */
  public static void refuse(String why) throws TestAbortedException {
    if (System.getenv("CI") != null) {
      throw new AssertionError(why);
    }
    abort(why);
  }

  /** Returns another bench, which is not connected to the first. */
  public Bench more() {
    return keep(new Bench());
  }

  /** Closes something after the test. */
  public <T extends AutoCloseable> T keep(T thing) {
    made.add(0, thing);
    return thing;
  }

  private Bench bench() {
    return (Bench) made.get(made.size() - 1);
  }

  public Node host() {
    return bench().host();
  }

  public Node peer() {
    return bench().peer();
  }

  /** See {@link Bench#agent}. */
  public Run agent(String words) {
    return bench().agent(words);
  }

  /** Returns the bench with which each test begins. */
  public Bench first() {
    return bench();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable thing : made) {
      thing.close();
    }
    made.clear();
  }
}
