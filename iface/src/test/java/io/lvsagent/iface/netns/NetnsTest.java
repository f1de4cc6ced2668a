package io.lvsagent.iface.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Rtnetlink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class NetnsTest {
  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  private static NetlinkException refusal(String name) {
    return catchThrowableOfType(NetlinkException.class, () -> Netns.enter(name));
  }

  @Test
  void theThreadAndItsChildrenAreInside() throws Exception {
    assertThat(netns.run("ip netns identify").strip()).isEqualTo(netns.name());
    assertThat(Files.readString(Path.of("/proc/thread-self/net/dev")).lines()).hasSize(3);
    FutureTask<String> child = new FutureTask<>(Netns::identity);
    new Thread(child).start();
    assertThat(child.get()).isEqualTo(Netns.identity());
  }

  @Test
  void everyNamespaceHasItsOwnIdentity() {
    String first = Netns.identity();
    String firstInode = Netns.inode();
    String other = netns.name() + "b";
    netns.run("ip netns add " + other);
    try {
      Netns.enter(other);
      assertThat(Netns.identity()).isNotEqualTo(first).matches("(cookie|inode)-[0-9]+");
      assertThat(Netns.inode()).isNotEqualTo(firstInode).matches("inode-[0-9]+");
      Netns.enter(netns.name());
    } finally {
      netns.run("ip netns delete " + other);
    }
    assertThat(Netns.identity()).isEqualTo(first);
    assertThat(Netns.inode()).isEqualTo(firstInode);
  }

  @Test
  void aNewNamespaceHasOnlyALoopbackThatIsDown() {
    String first = Netns.identity();
    assertThat(Netns.enterOwn()).isTrue();
    try (Rtnetlink kernel = Rtnetlink.open()) {
      assertThat(Netns.identity()).isNotEqualTo(first);
      assertThat(kernel.links()).singleElement().matches(link -> link.isLoopback() && !link.isUp());
    } finally {
      Netns.enter(netns.name());
    }
  }

  @Test
  void aSocketStaysInTheNamespaceItWasOpenedIn() {
    netns.run("ip link add only-here type bridge");
    String other = netns.name() + "b";
    netns.run("ip netns add " + other);
    try (Rtnetlink kernel = Rtnetlink.open()) {
      Netns.enter(other);
      assertThat(kernel.links()).extracting(link -> link.name()).contains("only-here");
      assertThat(kernel.addresses(true, "")).isEqualTo(List.of());
    } finally {
      netns.run("ip netns delete " + other);
    }
  }

  @Test
  void refusesAnUnknownName() {
    assertThat(refusal("no-such-namespace"))
        .hasMessage(
            "enter network namespace no-such-namespace: ENOENT (No such file or directory)");
  }

  @Test
  void aPathAndAProcessNameItAsWell() throws Exception {
    String own = Netns.identity();
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(Netns.enterOwn()).isTrue();
      Netns.enter("/run/netns/" + netns.name());
      assertThat(Netns.identity()).isEqualTo(own);
      assertThat(Netns.enterOwn()).isTrue();
      Netns.enter("pid:" + process.pid());
      assertThat(Netns.identity()).isEqualTo(own);
    } finally {
      process.destroy();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void refusesWhatNamesNothing(String name) {
    assertThat(refusal(name).errno()).isEqualTo(Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "/run/netns/no-such", "pid:2147483647", "pid:0", "pid:"})
  void refusesWhatIsNotThere(String name) {
    assertThat(refusal(name).errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void doesNotWaitForAFifo() throws Exception {
    Path fifo = Path.of("/run/netns/" + netns.name() + "-fifo");
    netns.run("mkfifo " + fifo);
    try {
      assertThat(refusal(fifo.toString()).errno()).isEqualTo(Errno.EINVAL);
    } finally {
      Files.delete(fifo);
    }
  }

  @Test
  void refusesAFileThatIsNotANamespace() throws Exception {
    Path file = Files.createFile(Path.of("/run/netns/" + netns.name() + "-file"));
    try {
      assertThat(refusal(file.getFileName().toString()).errno()).isEqualTo(Errno.EINVAL);
    } finally {
      Files.delete(file);
    }
  }
}
