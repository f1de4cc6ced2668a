package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.agent.report.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A state folder that is locked, lost or damaged, or of another boot or namespace. */
final class LedgerFaultsTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10";

  /** Nine JVMs at once may need a while for their turns. */
  private static final String PATIENT = "--lock-timeout 600 ";

  private Path folder() {
    try (Stream<Path> all = Files.walk(lab.first().state())) {
      return all.filter(path -> path.endsWith("lock")).findFirst().orElseThrow().getParent();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSecondRunWaitsForTheFirstAndThenGivesUp() throws IOException {
    lab.agent("start " + WEB);
    Snapshot before = Snapshot.of(host());
    try (FileChannel channel =
            FileChannel.open(folder().resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      long began = System.nanoTime();
      Run stop = process("--lock-timeout 1 stop " + WEB);
      assertThat(stop.exit()).isEqualTo(75);
      assertThat(System.nanoTime() - began).isGreaterThan(1_000_000_000L);
      assertThat(stop.err()).contains("another run holds the lock").hasLineCount(1);
      assertThat(process("--lock-timeout 0 verify " + WEB).exit()).isEqualTo(75);
      assertThat(process("--lock-timeout 0 status").exit()).isEqualTo(4);
    }
    assertThat(changed(before)).isEmpty();
    assertThat(lab.agent("stop " + WEB).exit()).isZero();
  }

  private Run process(String words) {
    return Bench.ended(lab.first().process(words));
  }

  @Test
  void startsAndStopsAtOnceTakeTurns() {
    Snapshot before = Snapshot.of(host());
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(lab.first().process(PATIENT + "start " + WEB));
      runs.add(lab.first().process(PATIENT + "start --profile dr --vip 192.0.2.20 --name mail"));
      runs.add(lab.first().process(PATIENT + "stop " + WEB));
    }
    for (Process process : runs) {
      Run run = Bench.ended(process);
      assertThat(run.exit()).as(run.err()).isZero();
    }
    assertThat(lab.agent("verify --profile dr --vip 192.0.2.20 --name mail").exit()).isZero();
    lab.agent("start " + WEB);
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    assertThat(lab.agent("stop --all").exit()).isZero();
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void theErrorNamesWhoHoldsTheLock() throws IOException {
    lab.agent("start " + WEB);
    try (FileChannel channel =
            FileChannel.open(folder().resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Run run = process("--lock-timeout 0 stop " + WEB);
      assertThat(run.exit()).isEqualTo(75);
      assertThat(run.err())
          .contains("another run holds the lock (waited 0 s): pid " + ProcessHandle.current().pid())
          .hasLineCount(1);
      assertThat(lock.isValid()).isTrue();
    }
  }

  @Test
  void readersDoNotWaitForEachOther() throws IOException {
    lab.agent("start " + WEB);
    try (FileChannel channel = FileChannel.open(folder().resolve("lock"), StandardOpenOption.READ);
        FileLock lock = channel.lock(0, Long.MAX_VALUE, true)) {
      assertThat(lock.isShared()).isTrue();
      assertThat(process("--lock-timeout 0 verify " + WEB).exit()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "start, 70",
    "stop, 70",
    "restart, 70",
    "plan, 70",
    "verify, 70",
    "adopt, 70",
    "status, 4"
  })
  void aTruncatedLedgerIsNeverTakenForEmpty(String verb, int exit) throws IOException {
    lab.agent("start " + WEB);
    Path ledger = folder().resolve("ledger");
    byte[] whole = Files.readAllBytes(ledger);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    Files.write(ledger, half);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent(verb + " " + WEB);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err())
        .contains(ledger.toString(), "the ledger cannot be used")
        .contains("move this file away, then run lvs-agent adopt and lvs-agent start")
        .hasLineCount(1);
    assertThat(changed(before)).isEmpty();
    assertThat(Files.readAllBytes(ledger)).isEqualTo(half);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lvs-agent-ledger\t2\nend\t0\n", "{}", "\u0000\u0000\u0000"})
  void anEmptyNewerOrForeignLedgerIsNeverTakenForEmpty(String text) throws IOException {
    lab.agent("start " + WEB);
    Files.writeString(folder().resolve("ledger"), text);
    Snapshot before = Snapshot.of(host());
    for (String verb : List.of("stop", "start")) {
      Run run = lab.agent(verb + " " + WEB);
      assertThat(run.exit()).isEqualTo(70);
      assertThat(run.err()).contains("the ledger cannot be used").hasLineCount(1);
    }
    assertThat(changed(before)).isEmpty();
  }

  /** A run that was killed leaves half a file, which the next one has no reason to overwrite. */
  @Test
  void aStopWithNothingToDoRemovesAHalfWrittenSuccessor() throws IOException {
    lab.agent("start " + WEB);
    lab.agent("stop " + WEB);
    Path unfinished = Files.writeString(folder().resolve("ledger.new"), "lvs-agent-led");
    assertThat(lab.agent("stop " + WEB).exit()).isZero();
    assertThat(unfinished).doesNotExist();
  }

  /** A crash while writing leaves half a file beside the ledger. */
  @Test
  void aHalfWrittenSuccessorIsIgnored() throws IOException {
    Snapshot before = Snapshot.of(host());
    lab.agent("start " + WEB);
    Files.writeString(folder().resolve("ledger.new"), "lvs-agent-led");
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    assertThat(lab.agent("stop " + WEB).exit()).isZero();
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aLedgerThatIsAFolderIsDamaged() throws IOException {
    lab.agent("start " + WEB);
    Files.delete(folder().resolve("ledger"));
    Files.createDirectory(folder().resolve("ledger"));
    Run run = lab.agent("stop " + WEB);
    assertThat(run.exit()).as(run.err()).isEqualTo(70);
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void aStateFolderThatIsAFileIsReported() throws IOException {
    Files.writeString(lab.first().state(), "");
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent("start " + WEB);
    assertThat(run.exit()).as(run.err()).isEqualTo(74);
    assertThat(run.err())
        .contains(lab.first().state().toString(), ": not a folder")
        .hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aStateFolderThatMayNotBeReadIsReported() {
    lab.agent("start " + WEB);
    Run run =
        lab.first()
            .shell(
                "chown -R 65534 "
                    + lab.first().state()
                    + " && exec setpriv --inh-caps -all --bounding-set -all \"$@\"",
                "verify " + WEB);
    assertThat(run.exit()).as(run.err()).isEqualTo(77);
    assertThat(run.err()).hasLineCount(1);
  }

  /** Whoever can write the ledger decides what root undoes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chown 65534 STATE|is owned by uid 65534",
        "chmod g+w STATE|is writable by group or others",
        "chown 65534 FOLDER/..|is owned by uid 65534",
        "chmod o+w FOLDER/..|is writable by group or others",
        "chown 65534 FOLDER|is owned by uid 65534",
        "chmod o+w FOLDER|is writable by group or others",
        "chown 65534 FOLDER/ledger|is owned by uid 65534",
        "chmod g+w FOLDER/ledger|is writable by group or others",
        "chown 65534 FOLDER/lock|is owned by uid 65534",
        "mv FOLDER STATE/else; ln -s ../else FOLDER|not a folder",
        "mv FOLDER/ledger STATE/else; ln -s STATE/else FOLDER/ledger|is not a regular file",
        "rm FOLDER/lock; ln -s STATE/made FOLDER/lock|is not a regular file",
        "rm FOLDER/lock; mkfifo FOLDER/lock|is not a regular file",
        "rm FOLDER/ledger; mkfifo FOLDER/ledger|is not a regular file",
        "rm FOLDER/ledger; ln -s /proc/kmsg FOLDER/ledger|is not a regular file",
      })
  @Timeout(60)
  void aStateThatIsNotOursIsNotUsed(String harm, String message) {
    lab.agent("start " + WEB);
    String state = lab.first().state().toString();
    String script = harm.replace("FOLDER", folder().toString()).replace("STATE", state);
    Snapshot before = Snapshot.of(host());
    assertThat(lab.first().shell(script + "; : \"$@\"", "").exit()).isZero();
    for (String verb : List.of("start", "stop", "verify", "plan")) {
      Run run = lab.agent(verb + " " + WEB);
      assertThat(run.exit()).as(verb + ": " + run.err()).isIn(70, 74, 77);
      assertThat(run.err()).contains(state, message).hasLineCount(1);
    }
    assertThat(changed(before)).isEmpty();
    assertThat(Path.of(state, "made")).doesNotExist();
  }

  @Test
  void aLostStateFolderStopsNothingAndPointsToAdopt() throws IOException {
    Snapshot before = Snapshot.of(host());
    lab.agent("start " + WEB);
    Snapshot up = Snapshot.of(host());
    Files.delete(folder().resolve("ledger"));
    Run run = lab.agent("stop " + WEB);
    assertThat(run.exit()).isEqualTo(70);
    assertThat(run.err()).contains("192.0.2.10/32", "adopt", "stop --remove-vips").hasLineCount(1);
    assertThat(changed(up)).isEmpty();
    assertThat(lab.agent("status " + WEB).exit()).isEqualTo(150);
    assertThat(lab.agent("adopt " + WEB).exit()).isZero();
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    assertThat(lab.agent("stop " + WEB).exit()).isZero();
    assertThat(before.of("ip").differencesTo(Snapshot.of(host()).of("ip"))).isEmpty();
  }

  @Test
  void removeVipsRemovesWhatTheLedgerDoesNotExplain() throws IOException {
    Snapshot before = Snapshot.of(host());
    lab.agent("start " + WEB);
    Files.delete(folder().resolve("ledger"));
    Run run = lab.agent("stop --remove-vips " + WEB);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(before.of("ip").differencesTo(Snapshot.of(host()).of("ip"))).isEmpty();
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  @Test
  void theLedgerOfAnotherBootIsNotJudged() throws IOException {
    lab.agent("start " + WEB);
    Path boot = folder().getParent();
    Path other = boot.resolveSibling("00000000-0000-4000-8000-000000000000");
    Files.move(boot, other);
    Run status = lab.agent("status");
    assertThat(status.exit()).isOne();
    assertThat(status.out()).contains("it is marked as ours, but the ledger does not have it");
    assertThat(lab.agent("stop " + WEB).exit()).isEqualTo(70);
    try (Stream<Path> kept = Files.walk(other)) {
      assertThat(kept.anyMatch(path -> path.endsWith("ledger"))).isTrue();
    }
  }

  /** Both namespaces share one state folder, as they share /run on a host. */
  @Test
  void theLedgerOfAnotherNamespaceIsNeitherOpenedNorJudged() {
    Bench other = lab.more();
    lab.agent("start " + WEB);
    assertThat(inStateOfTheFirst(other, "status")).isEqualTo(3);
    assertThat(inStateOfTheFirst(other, "start", "--profile", "dr", "--vip", "192.0.2.10"))
        .isZero();
    assertThat(inStateOfTheFirst(other, "stop", "--all")).isZero();
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
  }

  private int inStateOfTheFirst(Bench bench, String... words) {
    List<String> all = new ArrayList<>(List.of("--state", lab.first().state().toString()));
    all.addAll(List.of(words));
    Console nobody = new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    return bench.host().call(() -> Commands.run(all, nobody));
  }

  @Test
  void theFolderIsForRootAlone() throws IOException {
    lab.agent("start " + WEB);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    for (String file : List.of("ledger", "lock")) {
      Path path = folder().resolve(file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
    }
  }
}
