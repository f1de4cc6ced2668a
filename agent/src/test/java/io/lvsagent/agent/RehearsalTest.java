package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.iface.netns.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RehearsalTest {
  @RegisterExtension final Lab lab = new Lab();
  @TempDir private Path folder;

  @Test
  void startsAndStopsWhereNobodySeesIt() throws IOException {
    Files.writeString(
        folder.resolve("lvs.yaml"), "services: {web: {profile: dr, vips: [192.0.2.10]}}");
    Path state = folder.resolve("state");
    String before = host();
    String own =
        lab.host()
            .call(
                () -> {
                  String itself = Netns.identity();
                  Rehearsal.main(new String[] {folder.toString(), state.toString()});
                  assertThat(Netns.identity()).isNotEqualTo(itself);
                  return Netns.identity();
                });
    assertThat(host()).isEqualTo(before);
    assertThat(ledgers(state)).singleElement().asString().contains(own);
  }

  private String host() {
    return lab.host()
        .sh("ip -4 address; ip -4 route show table all; grep -rs . /proc/sys/net/ipv4/conf || :");
  }

  /** Only a run that changes something writes one. */
  private static List<Path> ledgers(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.filter(file -> file.endsWith("ledger")).toList();
    }
  }
}
