package io.lvsagent.agent.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.profiles.compile.HostRequirementException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of programs that misbehave: each way played once, and once by a real script. */
@Timeout(60)
final class ProgramTest {
  private static final TableName NAME = new TableName("ip", "lvs-agent-web");
  private static final List<NftEdit> DELETE = List.of(new NftEdit.Delete(NAME));
  private static final String LISTING =
      "{\"nftables\":[{\"metainfo\":{\"version\":\"1.0.6\"}},"
          + "{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\",\"handle\":1}}]}";
  private static final String CHATTER =
      "ERROR: ld.so: object '/no/such.so' from LD_PRELOAD cannot be preloaded"
          + " (cannot open shared object file): ignored.";
  private static final String RUN =
      "list table ip lvs-agent-web: nft -j list table ip lvs-agent-web ";

  @TempDir Path folder;

  private final Process process = mock(Process.class);
  private final ByteArrayOutputStream stdin = new ByteArrayOutputStream();
  private final List<String> traced = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    script("exit 99");
    when(process.waitFor(anyLong(), any())).thenReturn(true);
    when(process.getOutputStream()).thenReturn(stdin);
    plays(0, "", "");
  }

  private void plays(int exit, String out, String err) {
    when(process.exitValue()).thenReturn(exit);
    when(process.getInputStream()).thenReturn(stream(out));
    when(process.getErrorStream()).thenReturn(stream(err));
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private Program played(String name) {
    return new Program(
        name, List.of(folder), Duration.ofMillis(1500), command -> process, traced::add);
  }

  private NftProgram played() {
    return new NftProgram(played("nft"));
  }

  /** Runs a script in the place of nft. */
  private NftProgram script(String lines) throws IOException {
    Path nft = Files.writeString(folder.resolve("nft"), "#!/bin/sh\n" + lines + "\n");
    Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new NftProgram(
        new Program(
            "nft",
            List.of(folder),
            Duration.ofSeconds(5),
            command -> new ProcessBuilder(command).start(),
            traced::add));
  }

  private static void assertFails(NftProgram nft, String message) {
    assertThatThrownBy(() -> nft.tables(List.of(NAME)))
        .isInstanceOf(ProgramException.class)
        .hasMessage(RUN + message);
  }

  @Test
  void oneThatHangsIsEnded() throws Exception {
    when(process.waitFor(anyLong(), any())).thenReturn(false);
    assertFails(played(), "did not end within 1.5 s");
    verify(process).destroyForcibly();
  }

  @Test
  void aScriptThatHangsIsEndedWithItsChildren() throws IOException {
    assertFails(script("echo $$ >" + folder + "/pid; sleep 300; true"), "did not end within 5 s");
    String pid = Files.readString(folder.resolve("pid")).strip();
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(shell -> shell.onExit().join());
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(other -> other.parent().filter(p -> pid.equals("" + p.pid())).isPresent());
  }

  @Test
  void aScriptWhoseChildKeepsItsOutputIsNotWaitedForLonger() throws IOException {
    NftProgram nft = script("sleep 20 & exit 0");
    long began = System.nanoTime();
    // the JVM may close the stream when the process ends, or go on to read it
    assertThatThrownBy(() -> nft.tables(List.of(NAME)))
        .isInstanceOf(ProgramException.class)
        .hasMessageMatching(RUN + "(did not end within 5 s|answered nothing)");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void chatterOnStderrIsNoPartOfAnAnswer() {
    plays(0, LISTING, CHATTER);
    Table empty = new Table(NAME, List.of(), List.of());
    assertThat(played().tables(List.of(NAME))).containsExactly(empty);
    assertThat(traced).last().asString().startsWith("< nft exit 0: {").endsWith("ignored.");
  }

  @Test
  void chatterOfAScriptIsNoPartOfItsAnswer() throws IOException {
    NftProgram nft = script("echo \"" + CHATTER + "\" >&2; echo '" + LISTING + "'");
    assertThat(nft.tables(List.of(NAME))).hasSize(1);
  }

  @Test
  void chatterBeforeAnErrorDoesNotHideIt() throws IOException {
    String missing = "Error: No such file or directory\nlist table ip lvs-agent-web\n";
    plays(1, "", CHATTER + "\n" + missing);
    assertThat(played().tables(List.of(NAME))).isEmpty();
    NftProgram nft = script("echo \"" + CHATTER + "\n" + missing + "\" >&2; exit 1");
    assertThat(nft.tables(List.of(NAME))).isEmpty();
  }

  @Test
  void anErrorThatIsNoneOfNftsIsRepeated() {
    plays(127, "", "nft: error while loading shared libraries: libnftables.so.1");
    assertThatThrownBy(() -> played().apply(DELETE))
        .isInstanceOf(NetlinkException.class)
        .hasMessage(
            "nft delete table ip lvs-agent-web: EINVAL (Invalid argument): exit status 127"
                + " nft: error while loading shared libraries: libnftables.so.1");
  }

  @Test
  void oneThatIsKilledSaysBySoManySignals() throws IOException {
    plays(137, LISTING, "");
    assertFails(played(), "was ended by signal 9 (SIGKILL)");
    assertFails(script("kill -SEGV $$"), "was ended by signal 11 (SIGSEGV)");
  }

  @Test
  void oneThatAnswersNothingOrNonsenseIsNotTakenForAnswering() throws IOException {
    assertFails(played(), "answered nothing");
    assertFails(script("cat >/dev/null"), "answered nothing");
    plays(0, "{\"nftables\":[]}", "");
    assertFails(played(), "answered \"{\"nftables\":[]}\": it has no table ip lvs-agent-web");
    assertThatThrownBy(() -> script("echo garbage").tables(List.of(NAME)))
        .isInstanceOf(ProgramException.class)
        .hasMessageStartingWith(RUN + "answered \"garbage\": this is not JSON: ");
  }

  @Test
  void whatItIsGivenReachesIt() throws IOException {
    played().apply(DELETE);
    String given = "{\"nftables\":[{\"delete\":{\"table\":{\"family\":\"ip\",";
    assertThat(stdin.toString(StandardCharsets.UTF_8)).startsWith(given).endsWith("}]}\n");
    script("cat >" + folder + "/given").apply(DELETE);
    assertThat(folder.resolve("given")).hasContent(stdin.toString(StandardCharsets.UTF_8));
  }

  @Test
  void oneThatClosesItsInputAndFailsIsHeard() throws IOException {
    when(process.getOutputStream()).thenReturn(new Closed());
    plays(1, "", "Error: Could not process rule: Operation not permitted");
    assertThatThrownBy(() -> played().apply(DELETE))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
  }

  @Test
  void oneThatClosesItsInputAndSucceedsIsNotBelieved() throws IOException {
    String message =
        "delete table ip lvs-agent-web: nft -j -f - did not read all that it was given";
    when(process.getOutputStream()).thenReturn(new Closed());
    assertThatThrownBy(() -> played().apply(DELETE))
        .isInstanceOf(ProgramException.class)
        .hasMessage(message);
    List<NftEdit> many = new ArrayList<>();
    while (many.size() < 10_000) {
      many.addAll(DELETE);
    }
    NftProgram nft = script("exec <&-; exit 0");
    assertThatThrownBy(() -> nft.apply(many))
        .isInstanceOf(ProgramException.class)
        .hasMessageEndingWith(": nft -j -f - did not read all that it was given");
  }

  @Test
  void oneThatIsMissingIsLackedByTheHost() throws IOException {
    Files.delete(folder.resolve("nft"));
    assertThatThrownBy(() -> played().tables(List.of(NAME)))
        .isInstanceOf(HostRequirementException.class)
        .hasMessage("list table ip lvs-agent-web: there is no nft");
  }

  @Test
  void oneThatCannotBeStartedIsNamed() throws IOException {
    Files.writeString(folder.resolve("nft"), "no program\n");
    Program broken =
        new Program(
            "nft",
            List.of(folder),
            Duration.ofSeconds(5),
            command -> {
              throw new IOException("error=8, Exec format error");
            },
            traced::add);
    assertFails(new NftProgram(broken), "cannot be run: error=8, Exec format error");
  }

  @Test
  void modprobeSaysWhatItSaidOrThatTheModuleIsMissing() throws IOException {
    Files.move(folder.resolve("nft"), folder.resolve("modprobe"));
    Modprobe modprobe = new Modprobe(played("modprobe"));
    modprobe.load("ipip");
    assertThat(traced).containsExactly("> modprobe -q -- ipip", "< modprobe exit 0:");
    plays(1, "", "");
    assertThatThrownBy(() -> modprobe.load("ipip"))
        .isInstanceOf(HostRequirementException.class)
        .hasMessage("load kernel module ipip: this kernel does not have it");
    plays(1, "", "modprobe: ERROR: could not insert 'ipip': Operation not permitted");
    assertThatThrownBy(() -> modprobe.load("ipip"))
        .hasMessageEndingWith("insert 'ipip': Operation not permitted");
  }

  /** A pipe that nobody reads. */
  private static final class Closed extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
