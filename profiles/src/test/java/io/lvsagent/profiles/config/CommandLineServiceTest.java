package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.profiles.yaml.ConfigException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineServiceTest {
  private static CommandLineService flags(
      String profile, String vip, String uplink, String device) {
    return new CommandLineService(
        profile,
        vip.isEmpty() ? List.of() : List.of(vip),
        uplink.isEmpty() ? List.of() : List.of(uplink),
        Optional.of(device).filter(name -> !name.isEmpty()),
        Optional.empty(),
        Optional.empty());
  }

  private static void refuses(CommandLineService flags, String message) {
    assertThatThrownBy(flags::service).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void aServiceIsNamedAfterItsProfile() {
    Service service = flags("dr", "192.0.2.10", "eth0", "").service();
    assertThat(service.name()).isEqualTo("dr");
    assertThat(service.origin()).isEqualTo("command line");
    assertThat(service.vips()).hasToString("[192.0.2.10/32]");
  }

  @Test
  void aWrongFlagIsNamed() {
    refuses(
        flags("dr", "192.0.2.010", "", ""),
        "--vip: \"192.0.2.010\" is not an address: a part has a leading zero, which some programs"
            + " read as octal");
    refuses(
        flags("dr", "192.0.2.10", "eth0:0", ""),
        "--uplink: \"eth0:0\" is a label, not a device: write \"eth0\"");
    refuses(
        flags("dr", "192.0.2.10", "", "eth0"),
        "--device: profile dr does not use this option: remove it");
    refuses(
        new CommandLineService(
            "dr",
            List.of("192.0.2.10"),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("we/b")),
        "--name: \"we/b\" is not a valid name: use up to 64 letters, digits, \"_\", \".\" and \"-\","
            + " beginning with a letter or digit");
  }

  @Test
  void flagsAreAnsweredInTheirOwnWords() {
    refuses(
        flags("dr", "192.0.2.10,192.0.2.11", "", ""),
        "--vip: \"192.0.2.10,192.0.2.11\" is more than one value: give the option once for each");
    refuses(
        flags("director-local", "192.0.2.10", "", "eth0"),
        "--profile: director-local needs \"peers\", which only a config can have: write one");
    refuses(
        flags("DR", "192.0.2.10", "", ""),
        "--profile: there is no profile \"DR\": did you mean \"dr\"?");
  }

  @Test
  void aMissingFlagIsReportedAtTheProfile() {
    refuses(flags("dr", "", "", ""), "--profile: dr needs --vip, such as 192.0.2.10");
    refuses(
        flags("director-dr", "192.0.2.10", "", ""),
        "--profile: director-dr needs --device, such as eth0");
  }
}
