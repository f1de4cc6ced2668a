package io.lvsagent.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.Value.Unreadable;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the planner on folders of files: {@code observed}, {@code desired} and {@code expected}.
 * Values are written as in the ledger; a key that is desired and was not observed is absent.
 *
 * <pre>
 * observed   device eth0 [noarp|loopback|port] [up] [KIND]
 *            KEY = VALUE
 * desired    acquire KEY = VALUE or VALUE
 *            check KEY = VALUE
 *            release KEY = VALUE
 * expected   the shell commands, in order; then side effects and unmet expectations, sorted:
 *            also KEY = VALUE
 *            for a while KEY = VALUE
 *            unmet KEY = VALUE
 * </pre>
 */
final class PlannerCasesTest {
  private static final Path FOLDER = Path.of("src/test/resources/plans");
  private static final int UP = 0x1;
  private static final int LOOPBACK = 0x8;
  private static final int NOARP = 0x80;

  @TestFactory
  Stream<DynamicTest> folders() throws IOException {
    List<Path> cases;
    try (Stream<Path> folders = Files.list(FOLDER)) {
      cases = folders.sorted().toList();
    }
    assertThat(cases).hasSizeGreaterThan(20);
    return cases.stream()
        .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder)));
  }

  private static void run(Path folder) throws IOException {
    HostState observed = observed(lines(folder.resolve("observed")));
    Intent intent = desired(lines(folder.resolve("desired")), observed);
    Plan plan = Planner.plan(intent, observed);
    assertThat(printed(plan)).isEqualTo(lines(folder.resolve("expected")));
    assertNothingLeftToPlan(intent, plan);
  }

  /** The law of the planner: after a plan was applied, nothing is left to plan. */
  private static void assertNothingLeftToPlan(Intent intent, Plan plan) {
    HostState then = plan.before().copy();
    plan.changes().forEach(change -> then.put(change.key(), change.after()));
    plan.effects().forEach(effect -> then.put(effect.key(), effect.after()));
    assertThat(Planner.plan(intent, then).changes()).isEmpty();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static HostState observed(List<String> lines) {
    List<Link> links = new ArrayList<>();
    for (String line : lines) {
      if (isLink(line)) {
        links.add(link(links.size() + 1, line.substring("device ".length()).split(" ")));
      }
    }
    HostState state = new HostState(links);
    for (String line : lines) {
      if (!isLink(line)) {
        String[] sides = line.split(" = ");
        Key key = key(sides[0]);
        state.put(key, value(key, sides[1]));
      }
    }
    return state;
  }

  private static boolean isLink(String line) {
    return line.startsWith("device ") && !line.contains(" = ");
  }

  private static Link link(int index, String... words) {
    int flags = 0;
    int master = 0;
    String kind = "";
    for (int i = 1; i < words.length; i++) {
      switch (words[i]) {
        case "up" -> flags |= UP;
        case "loopback" -> flags |= LOOPBACK;
        case "noarp" -> flags |= NOARP;
        case "port" -> master = 99;
        default -> kind = words[i];
      }
    }
    return new Link(index, words[0], kind, flags, master, master == 0 ? "" : "bridge");
  }

  private static Key key(String text) {
    for (Kind kind : Kind.values()) {
      if (text.startsWith(kind + " ")) {
        return new Key(kind, text.substring(kind.toString().length() + 1));
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Value value(Key key, String text) {
    return text.equals("unreadable") ? new Unreadable("Permission denied") : key.parse(text);
  }

  private static Intent desired(List<String> lines, HostState observed) {
    Map<Key, Expectation> release = new LinkedHashMap<>();
    Map<Key, Expectation> acquire = new LinkedHashMap<>();
    for (String line : lines) {
      String verb = line.substring(0, line.indexOf(' '));
      String[] sides = line.substring(verb.length() + 1).split(" = ");
      Key key = key(sides[0]);
      List<Value> accepted = new ArrayList<>();
      for (String text : sides[1].split(" or ")) {
        accepted.add(value(key, text));
      }
      if (!observed.knows(key)) {
        observed.put(key, Absent.VALUE);
      }
      switch (verb) {
        case "release" -> release.put(key, Expectation.putBack(accepted.get(0)));
        case "acquire", "check" ->
            acquire.put(
                key,
                new Expectation(
                    accepted, verb.equals("check"), Severity.BROKEN, "the reason", List.of("web")));
        default -> throw new IllegalArgumentException(line);
      }
    }
    return new Intent(release, acquire);
  }

  private static List<String> printed(Plan plan) {
    List<String> printed = new ArrayList<>();
    List<Key> steps = new ArrayList<>();
    for (Change change : plan.changes()) {
      printed.addAll(change.shell().lines().toList());
      steps.add(change.key());
    }
    List<String> more = new ArrayList<>();
    for (Effect effect : plan.effects()) {
      if (!steps.contains(effect.key())) {
        more.add("also " + effect.key() + " = " + effect.after().text());
      }
      effect
          .intermediate()
          .forEach(v -> more.add("for a while " + effect.key() + " = " + v.text()));
    }
    plan.unmet().forEach(u -> more.add("unmet " + u.key() + " = " + u.observed().text()));
    more.sort(null);
    printed.addAll(more);
    return printed;
  }
}
