package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.iface.netns.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("kernel")
final class RehearsalTest {
  @RegisterExtension final Lab lab = new Lab();
  @TempDir private Path folder;

  @Test
  void leavesTheNamespaceOfItsCallerUnchanged() throws Exception {
    Files.writeString(
        folder.resolve("lvs.yaml"), "services: {web: {profile: dr, vips: [192.0.2.10]}}");
    Path state = folder.resolve("state");
    String before = host();
    FutureTask<String> rehearsal =
        new FutureTask<>(
            () -> {
              Rehearsal.main(new String[] {folder.toString(), state.toString()});
              return Netns.identity();
            });
    lab.host()
        .call(
            () -> {
              // the rehearsal leaves its thread in the other namespace
              new Thread(rehearsal).start();
              assertThat(rehearsal.get()).isNotEqualTo(Netns.identity());
              return rehearsal;
            });
    assertThat(host()).isEqualTo(before);
    assertThat(ledgers(state)).singleElement().asString().contains(rehearsal.get());
  }

  private String host() {
    return lab.host()
        .sh("ip -4 address; ip -4 route show table all; grep -rs . /proc/sys/net/ipv4/conf || :");
  }

  /** Only a run that changes something writes a ledger. */
  private static List<Path> ledgers(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.filter(file -> file.endsWith("ledger")).toList();
    }
  }
}
