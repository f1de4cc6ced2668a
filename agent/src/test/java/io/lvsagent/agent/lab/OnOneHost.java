package io.lvsagent.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that need one host with its peer. */
@Tag("kernel")
public abstract class OnOneHost {
  @RegisterExtension protected final Lab lab = new Lab();

  protected final Node host() {
    return lab.host();
  }

  /** Runs the agent, which must exit with 0. */
  protected final Run ok(String words) {
    Run run = lab.agent(words);
    assertThat(run.exit()).as(words + "\n" + run.out() + run.err()).isZero();
    return run;
  }

  /** Returns what has changed on the host. */
  protected final List<String> changed(Snapshot before) {
    return before.differencesTo(Snapshot.of(host()));
  }
}
