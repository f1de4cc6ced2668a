package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads neighbours from a file in the form of ethers(5). */
class EthersTest {
  @TempDir Path folder;

  private Path ethers;
  private Path config;

  @BeforeEach
  void config() throws IOException {
    ethers = folder.resolve("ethers");
    config =
        Cases.safe(
            folder.resolve("lb.yaml"),
            "services:\n"
                + "  lb: {profile: director-dr, device: eth0, vips: [192.0.2.10], neighbours: "
                + ethers
                + "}\n");
  }

  private List<Neighbour> read() {
    return Config.read(config, owner -> true).services().get(0).onLink().neighbours();
  }

  private void refuses(String message) {
    assertThatThrownBy(this::read)
        .isInstanceOf(ConfigException.class)
        .hasMessage(message.replace("FILE", ethers.toString()).replace("LB", config.toString()));
  }

  @Test
  void readsLinesWithCommentsAndAnySpacing() throws IOException {
    Cases.safe(
        ethers,
        "# real servers\r\n\n 00:0c:29:4e:80:4a  192.0.2.21\r\n"
            + "8:0:20:1:A:2\t2001:db8::21 # by the window\n#02:00:00:00:00:01 192.0.2.22");
    assertThat(read())
        .extracting(Neighbour::toString)
        .containsExactly(
            "192.0.2.21 lladdr 00:0c:29:4e:80:4a dev eth0 nud permanent",
            "2001:db8::21 lladdr 08:00:20:01:0a:02 dev eth0 nud permanent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00:0c:29:4e:80:4a rs1|FILE:2:19: \"rs1\" is not an address: names are not"
            + " resolved, write a number such as 192.0.2.10",
        "192.0.2.21 00:0c:29:4e:80:4a|FILE:2:12: \"00:0c:29:4e:80:4a\" is not an address: an IPv6"
            + " address is groups of hex digits such as 2001:db8::10",
        "00:0c:29:4e:80 192.0.2.21|FILE:2:1: \"00:0c:29:4e:80\" is not a hardware address: use six"
            + " bytes in hex such as 00:0c:29:4e:80:4a",
        "00:0c:29:4e:80:4a|FILE:2:1: expected a hardware address and an IP address, such as"
            + " 00:0c:29:4e:80:4a 192.0.2.21",
        "00:0c:29:4e:80:4a 192.0.2.21 rs1|FILE:2:1: expected a hardware address and an IP address,"
            + " such as 00:0c:29:4e:80:4a 192.0.2.21",
        "00:0c:29:4e:80:4a 192.0.2.20|FILE:2:19: 192.0.2.20 is given twice, first at FILE:1:19",
        "00:0c:29:4e:80:4a 192.0.2.10|FILE:2:19: 192.0.2.10 is a VIP of this service, listed at LB:2:51",
      })
  void anErrorNamesTheLine(String line, String message) throws IOException {
    Cases.safe(ethers, "00:0c:29:4e:80:49 192.0.2.20\n" + line + "\n");
    refuses(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user secret", "secret", "secret 192.0.2", "root:$6$secret:1:2: x"})
  void whatIsNoListOfNeighboursIsNotRepeated(String line) throws IOException {
    Cases.safe(ethers, line + "\n");
    String place = line.endsWith("192.0.2") ? "FILE:1:8: \"192.0.2\" is" : "FILE:1:1: expected";
    assertThatThrownBy(this::read)
        .hasMessageStartingWith(place.replace("FILE", ethers.toString()))
        .hasMessageNotContaining("secret");
  }

  @Test
  void aFileWithoutNeighboursIsRefused() throws IOException {
    refuses("FILE: does not exist");
    Cases.safe(ethers, "# real servers\n");
    refuses("FILE: contains no neighbours");
    Files.delete(ethers);
    Files.createDirectory(ethers);
    Files.setPosixFilePermissions(ethers, PosixFilePermissions.fromString("rwxr-xr-x"));
    refuses("FILE: is not a regular file");
  }

  @Test
  void aFileThatOthersCanWriteIsRefused() throws IOException {
    Cases.safe(ethers, "00:0c:29:4e:80:4a 192.0.2.21\n");
    Files.setPosixFilePermissions(ethers, PosixFilePermissions.fromString("rw-rw-r--"));
    refuses("FILE: is writable by group or others: run chmod go-w FILE");
  }
}
