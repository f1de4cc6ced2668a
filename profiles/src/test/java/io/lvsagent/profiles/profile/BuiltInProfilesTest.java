package io.lvsagent.profiles.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.YamlReader;
import io.lvsagent.sysctl.SysctlKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInProfilesTest {
  private static final Place ANYWHERE = Place.of("test");

  static List<Profile> builtIn() {
    Profiles profiles = Profiles.builtIn();
    return profiles.names().stream().map(name -> profiles.find(name, ANYWHERE)).toList();
  }

  @Test
  void theIndexNamesEveryResource() throws IOException {
    try (Stream<Path> files =
        Files.list(Path.of("src/main/resources/io/lvsagent/profiles/profile/builtin"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Stream.of("index"), Profiles.builtIn().names().stream()).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void everyRowHasAReason(Profile profile) {
    assertThat(profile.summary()).isNotEmpty();
    assertThat(profile.sysctls().values())
        .allSatisfy(row -> assertThat(row.why()).hasSizeGreaterThan(30));
    assertThat(profile.links().values())
        .allSatisfy(row -> assertThat(row.why()).hasSizeGreaterThan(30));
    assertThat(profile.sysctls().values())
        .allSatisfy(row -> assertThat(row.why()).doesNotEndWith("."));
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void aPrintedProfileReadsBackAsEqual(Profile profile) {
    assertThat(reloaded(profile)).isEqualTo(withoutOrigins(profile));
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void aPrintedProfileNamesTheOriginOfEachRow(Profile profile) {
    String text = profile.toYaml();
    for (SysctlRow row : profile.sysctls().values()) {
      assertThat(text).contains("      " + row.key() + ": # from " + row.origin() + "\n");
    }
  }

  @Test
  void theOriginOfARowIsTheProfileThatSetItLast() {
    Profile tun = Profiles.builtIn().find("tun", ANYWHERE);
    assertThat(tun.toYaml())
        .contains("net/ipv4/conf/all/arp_ignore: # from dr\n")
        .contains("net/ipv4/conf/all/rp_filter: # from tun\n")
        .doesNotContain("conf/lo/");
  }

  private static Profile reloaded(Profile profile) {
    Mapping file = YamlReader.read("printed", profile.toYaml()).mapping();
    Mapping own = file.find("profiles").orElseThrow().mapping();
    return withoutOrigins(
        ProfileReader.read(
            profile.name(), own.find(profile.name()).orElseThrow().mapping(), Optional.empty()));
  }

  static Profile withoutOrigins(Profile profile) {
    Map<String, LinkRow> links = new LinkedHashMap<>(profile.links());
    links.replaceAll(
        (key, row) -> new LinkRow(row.device(), row.kind(), row.up(), row.family(), row.why(), ""));
    Map<SysctlKey, SysctlRow> sysctls = new LinkedHashMap<>(profile.sysctls());
    sysctls.replaceAll(
        (key, row) -> new SysctlRow(key, row.write(), row.accept(), row.severity(), row.why(), ""));
    return new Profile(
        profile.name(),
        profile.summary(),
        profile.role(),
        profile.vip(),
        profile.uplinks(),
        profile.gateway(),
        profile.peers(),
        profile.forwarding(),
        links,
        sysctls);
  }
}
