package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how config files are found and trusted; {@code good/} and {@code bad/} test their content.
 */
class ConfigTest {
  private static final String WEB = "services:\n  web: {profile: dr, vips: [192.0.2.10]}\n";
  private static final String MAIL = "services:\n  mail: {profile: own, vips: [192.0.2.11]}\n";
  private static final String OWN = "profiles:\n  own: {extends: dr}\n";

  @TempDir Path folder;

  @BeforeEach
  void ownersOnly() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path file(String name, String text) throws IOException {
    return Cases.safe(folder.resolve(name), text);
  }

  private static void refuses(Path path, String message) {
    assertThatThrownBy(() -> Config.read(path, owner -> true))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void aFolderIsReadInNameOrder() throws IOException {
    file("20-web.yaml", WEB);
    file("10-mail.yaml", MAIL);
    file("30-own.yaml", OWN);
    file("README", "not YAML: [");
    file(".hidden.yaml", "not YAML: [");
    Config config = Config.read(folder, owner -> true);
    assertThat(config.services()).extracting(Service::name).containsExactly("mail", "web");
    assertThat(config.services()).extracting(Service::origin).containsOnly(folder.toString());
    assertThat(config.profiles().names()).endsWith("own");
  }

  @Test
  void aServiceInTwoFilesIsReportedWithBothPlaces() throws IOException {
    Path first = file("a.yaml", WEB);
    Path second = file("b.yaml", WEB);
    refuses(folder, second + ":2:3: services: \"web\" is already defined at " + first + ":2:3");
  }

  @Test
  void missingFilesAndServicesAreRefused() throws IOException {
    refuses(folder.resolve("web.yaml"), folder + "/web.yaml: does not exist");
    refuses(folder, folder + ": the folder contains no *.yaml file");
    file("own.yaml", OWN);
    refuses(folder, folder + ": \"services\" is missing: write \"services: {}\" if there are none");
    Path empty = file("web.yaml", "");
    refuses(folder, empty + ": is empty");
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws IOException {
    Path file = file("web.yaml", "");
    Files.write(file, new byte[] {'a', (byte) 0xff, '\n'});
    refuses(file, file + ": is not UTF-8 text");
    Files.writeString(file, "#" + "x".repeat(1 << 20) + "\n");
    refuses(file, file + ": is larger than 1 MiB");
    Files.delete(file);
    Files.createDirectory(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    refuses(folder, file + ": is not a regular file");
  }

  /** The ledger could not tell it from another. */
  @ParameterizedTest
  @ValueSource(strings = {"a\tb.yaml", "a\nb.yaml", "a\u001bb.yaml"})
  void aPathWithControlCharactersIsRefused(String name) throws IOException {
    String shown = file(name, WEB).toString().replaceAll("[\t\n\u001b]", " ");
    refuses(
        folder.resolve(name),
        shown + ": the path contains a line break, a tab or the like: rename it");
    Path web = file("web.yaml", WEB);
    assertThatThrownBy(() -> candidate(web, name))
        .hasMessage(shown + ": the path contains a line break, a tab or the like: rename it");
  }

  @Test
  void aFileThatOthersCanWriteIsRefused() throws IOException {
    Path file = file("web.yaml", WEB);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    refuses(file, file + ": is writable by group or others: run chmod go-w " + file);
    file("web.yaml", WEB);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));
    refuses(folder, folder + ": is writable by group or others: run chmod go-w " + folder);
  }

  @Test
  void aFileOwnedByAnotherUserIsRefused() throws IOException {
    Path file = file("web.yaml", WEB);
    int owner = (Integer) Files.getAttribute(file, "unix:uid");
    assertThatThrownBy(() -> Config.read(file, uid -> uid != owner))
        .hasMessage(
            file
                + ": is owned by uid "
                + owner
                + ": make root or the user who runs lvs-agent its owner");
  }

  @Test
  void rootAndTheInvokingUserMayOwnConfigs() throws IOException {
    Path initial = file("uid_map", "         0          0 4294967295\n");
    TrustedOwners owners = TrustedOwners.of(1000, initial);
    assertThat(owners.test(0)).isTrue();
    assertThat(owners.test(1000)).isTrue();
    assertThat(owners.test(1001)).isFalse();
    assertThat(owners.test(65_534)).isFalse();
  }

  @Test
  void inAUserNamespaceTheOverflowUidMayOwnConfigs() throws IOException {
    Path mapped = file("uid_map", "         0       1000          1\n");
    assertThat(TrustedOwners.of(0, mapped).test(65_534)).isTrue();
    assertThat(TrustedOwners.of(0, folder.resolve("none")).test(65_534)).isFalse();
  }

  private Config candidate(Path candidate, String as) {
    return Config.candidate(candidate, folder.resolve(as), folder, owner -> true);
  }

  @Test
  void aCandidateTakesThePlaceOfOneFileInTheFolder() throws IOException {
    file("20-web.yaml", WEB);
    file("10-mail.yaml", MAIL);
    file("30-own.yaml", OWN);
    Path elsewhere = Files.createDirectory(folder.resolve("new"));
    Path fresh =
        Cases.safe(
            elsewhere.resolve("candidate"),
            "services:\n  news: {profile: own, vips: [192.0.2.12]}\n");
    assertThat(candidate(fresh, "20-web.yaml").services())
        .extracting(Service::name)
        .containsExactly("mail", "news");
    assertThat(candidate(fresh, "05-news.yaml").services())
        .extracting(Service::name)
        .containsExactly("news", "mail", "web");
    assertThat(candidate(fresh, "20-web.yaml").origin()).isEqualTo(folder.toString());
    assertThatThrownBy(() -> candidate(fresh, "20-web.conf"))
        .hasMessage(folder.resolve("20-web.conf") + ": would not be read: name it *.yaml");
    Files.writeString(fresh, "services: {web: {profile: rd}}\n");
    assertThatThrownBy(() -> candidate(fresh, "20-web.yaml"))
        .hasMessageStartingWith(fresh + ":1:27: profile: there is no profile");
  }

  @Test
  void aCandidateElsewhereIsTheWholeConfig() throws IOException {
    Path web = file("web.yaml", "services:\n  web: {profile: dr, vips: [192.0.2.10]}\n");
    Path as = Path.of("/etc/other/lvs.yaml");
    Config config = Config.candidate(web, as, Path.of("/etc/lvs-agent"), owner -> true);
    assertThat(config.origin()).isEqualTo("/etc/other/lvs.yaml");
    Path none = folder.resolve("none");
    assertThat(Config.candidate(web, none.resolve("a.yaml"), none, owner -> true).origin())
        .isEqualTo(none.toString());
  }

  @Test
  void allMistakesOfAllFilesAreReported() throws IOException {
    file("1.yaml", "services: [\n");
    file("2.yaml", "services: {}\nprofile: {}\n");
    file("3.yaml", "\tservices: {}\n");
    assertThatThrownBy(() -> Config.read(folder, owner -> true))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.file()).endsWith("1.yaml");
              assertThat(e.others()).extracting(other -> other.file()).hasSize(2);
            });
  }

  @Test
  void aFolderWithAnotherSuffixIsNotSilentlyEmpty() throws IOException {
    file("web.yml", WEB);
    refuses(folder, folder + ": the folder contains no *.yaml file: rename web.yml to web.yaml");
  }

  /** The files that root may read are more than those that the caller of sudo may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "root:$6$secret:1:2:|:1:1: unknown key: use one of services, clusters, profiles",
        "password: secret|:1:1: unknown key \"password\": use one of services, clusters, profiles",
        "profile: secret|:1:1: unknown key \"profile\": did you mean \"profiles\"?",
        "{profile: secret, password: 1}|:1:2: unknown key \"profile\": did you mean \"profiles\"?",
        "a: {secret: 1, secret: 1|:1:1: unknown key \"a\": use one of services, clusters, profiles",
        "secret-0: 1|:1:1: unknown key: use one of services, clusters, profiles",
        "secret|:1:1: expected a mapping such as {key: value}, found a text",
        "*secret|:1:1: expected a mapping such as {key: value}, found a text",
        "- secret|:1:1: expected a mapping such as {key: value}, found a list",
        "a: {secret: 1, secret: 1}|:1:1: unknown key \"a\": use one of services, clusters, profiles",
      })
  void whatIsNoConfigIsNotRepeated(String text, String message) throws IOException {
    Path file = file("shadow", text + "\n");
    refuses(file, file + message);
  }

  @Test
  void whatIsNotYamlIsRepeatedOnlyBelowAKeyOfAConfig() throws IOException {
    Path file = file("passwords", "!secret!x user: 1\n");
    refuses(file, file + ":1:1: not YAML: this tag is unknown");
    file("passwords", "password:secret\nuser: 1\n");
    refuses(file, file + ":1:1: expected a mapping such as {key: value}, found a text");
    file("passwords", "web: {password: secret}\nservices: {}\n");
    refuses(file, file + ":1:1: unknown key \"web\": use one of services, clusters, profiles");
    file("passwords", "services:secret: 1\n");
    refuses(file, file + ":1:1: a space is missing behind the colon of \"services:secret\"");
  }

  @Test
  void aCandidateIsAsTrustedAsAConfig() throws IOException {
    file("10-mail.yaml", MAIL);
    Path elsewhere = Files.createDirectory(folder.resolve("new"));
    Path fresh = Cases.safe(elsewhere.resolve("candidate"), "root:$6$secret:1:2:\n");
    String unknown = ":1:1: unknown key: use one of services, clusters, profiles";
    assertThatThrownBy(() -> candidate(fresh, "20-web.yaml")).hasMessage(fresh + unknown);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-rw-rw-"));
    String writable = fresh + ": is writable by group or others: run chmod go-w " + fresh;
    assertThatThrownBy(() -> candidate(fresh, "20-web.yaml")).hasMessage(writable);
    assertThatThrownBy(() -> candidate(fresh, "/etc/other/lvs.yaml")).hasMessage(writable);
  }

  /**
   * FIFOs, devices and files of /proc are refused without a look into them, so none of it waits.
   */
  @Test
  @Timeout(10)
  void onlyAFileOnADiskIsRead() throws Exception {
    refuses(Path.of("/proc/self/environ"), "/proc/self/environ: is empty");
    refuses(Path.of("/proc/self/pagemap"), "/proc/self/pagemap: is empty");
    refuses(
        Path.of("/dev/null"),
        "/dev/null: is writable by group or others: run chmod go-w /dev/null");
    Path fifo = folder.resolve("fifo.yaml");
    String[] make = {"mkfifo", "-m", "644", fifo.toString()};
    assertThat(new ProcessBuilder(make).start().waitFor()).isZero();
    refuses(fifo, fifo + ": is not a regular file");
    refuses(folder, fifo + ": is not a regular file");
    Path lb =
        Cases.safe(
            folder.resolve("lb"),
            "services:\n  lb: {profile: director-dr, device: eth0, vips: [192.0.2.10], neighbours: "
                + fifo
                + "}\n");
    refuses(lb, fifo + ": is not a regular file");
  }

  /** A link that leads elsewhere while it is read must not lead past the check of the owner. */
  @Test
  void whatWasCheckedIsWhatIsRead() throws Exception {
    Path ours = file("ours", WEB);
    Path theirs = file("theirs", "services:\n  secret: {profile: none}\n");
    Path link = folder.resolve("link");
    AtomicBoolean done = new AtomicBoolean();
    Thread swapping =
        new Thread(
            () -> {
              for (int i = 0; !done.get(); i++) {
                swap(link, i % 2 == 0 ? ours : theirs);
              }
            });
    swap(link, ours);
    Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rw-rw-rw-"));
    swapping.start();
    try {
      for (int i = 0; i < 500; i++) {
        readOrRefuse(link);
      }
    } finally {
      done.set(true);
      swapping.join();
    }
  }

  private static void swap(Path link, Path target) {
    Path fresh = link.resolveSibling("fresh");
    try {
      Files.createSymbolicLink(fresh, target);
      Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readOrRefuse(Path link) {
    try {
      assertThat(Config.read(link, owner -> true).services()).hasSize(1);
    } catch (ConfigException e) {
      assertThat(e).hasMessageContaining("is writable by group or others");
    }
  }
}
