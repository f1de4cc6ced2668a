package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The agent leaves a host as the classic lvs_real script does. */
@Tag("kernel")
class ClassicScriptTest {
  private static final String VIP = "192.0.2.10";
  private static final String DR = "--profile dr --vip " + VIP;

  private static final String MAKER =
      "(\"dst\":\"" + VIP + "\",\"dev\":\"lo\",)\"protocol\":\"76\",";

  @RegisterExtension final Lab lab = new Lab();

  @BeforeEach
  void needsNetTools() {
    boolean there = lab.host().run("command -v ifconfig && command -v route").exit() == 0;
    assumeTrue(there || System.getenv("CI") != null, "the script needs ifconfig and route");
  }

  private static void script(Bench bench, String action) throws Exception {
    Path script = Path.of(ClassicScriptTest.class.getResource("lvs_real.sh").toURI());
    assertThat(bench.host().sh("sh " + script + " " + action)).startsWith("RealServer");
  }

  /** Leaves out the broadcast address, which a /32 does not need, and the protocol of the route. */
  private static List<String> shown(Bench bench) {
    List<String> shown = new ArrayList<>();
    Snapshot.of(bench.host())
        .shown()
        .forEach(
            (name, text) -> {
              if (!text.contains("\"type\":\"broadcast\",\"dst\":\"" + VIP + "\"")) {
                String rest = text.replace("\"broadcast\":\"" + VIP + "\",", "");
                shown.add(name.replaceFirst(" \\[.*", "") + ": " + rest.replaceFirst(MAKER, "$1"));
              }
            });
    return shown;
  }

  @Test
  void startLeavesWhatTheScriptLeaves() throws Exception {
    Bench classic = lab.first();
    Bench ours = lab.more();
    script(classic, "start");
    assertThat(ours.agent("start " + DR).exit()).isZero();
    assertThat(shown(ours)).isEqualTo(shown(classic));
  }

  @Test
  void stopLeavesWhatTheScriptLeavesOfAFreshHost() throws Exception {
    Bench classic = lab.first();
    Bench ours = lab.more();
    script(classic, "start");
    script(classic, "stop");
    ours.agent("start " + DR);
    assertThat(ours.agent("stop " + DR).exit()).isZero();
    assertThat(shown(ours)).isEqualTo(shown(classic));
  }
}
