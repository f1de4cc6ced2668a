package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.lab.RootTree;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the doctor finds in the files of another root, which needs no privileges. */
class DoctorTest {
  private static final String WANTS = "etc/systemd/system/multi-user.target.wants/";
  private static final String RULE =
      "ACTION==\"add\", SUBSYSTEM==\"net\", RUN+=\"/lib/systemd/systemd-sysctl --prefix=/net/$name\"";

  @TempDir Path folder;
  private RootTree root = new RootTree(Path.of("/"));

  /** A host that starts us at boot. */
  @BeforeEach
  void healthy() {
    root =
        new RootTree(folder)
            .with(
                "etc/lvs-agent/web.yaml",
                """
                services:
                  web: {profile: dr, vips: [192.0.2.10], uplinks: [eth0]}
                  lb: {profile: director-dr, device: eth1, vips: [192.0.2.11]}
                """)
            .with("usr/lib/systemd/systemd", "")
            .with("usr/lib/udev/rules.d/99-systemd.rules", RULE)
            .with(
                "usr/lib/systemd/system/lvs-agent.service",
                "[Service]\nExecStart=/usr/local/bin/lvs-agent $OPTIONS start $START\n")
            .withLink(WANTS + "lvs-agent.service", "/usr/lib/systemd/system/lvs-agent.service");
  }

  /** Returns {@code id severity where} of each finding, with the root left out. */
  private List<String> found(String line) {
    Run run = root.run("-o json " + line);
    assertThat(run.err()).isEmpty();
    Pattern finding =
        Pattern.compile("\\{\"id\":\"([^\"]*)\",\"severity\":\"([^\"]*)\",\"where\":\"([^\"]*)\"");
    Matcher each = finding.matcher(run.out());
    List<String> found = new ArrayList<>();
    while (each.find()) {
      String where = each.group(3).replace(folder + "/", "");
      found.add(each.group(1) + " " + each.group(2) + " " + where);
    }
    assertThat(run.exit()).isEqualTo(found.isEmpty() ? 0 : 2);
    return found;
  }

  @Test
  void findsNothingOnAHealthyHost() {
    assertThat(found("doctor")).isEmpty();
    assertThat(root.run("doctor")).isEqualTo(new Run(0, "nothing found\n", ""));
    assertThat(root.run("doctor -q")).isEqualTo(new Run(0, "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "etc/sysctl.d/50-x.conf, net.ipv4.conf.all.arp_ignore=0, will-break",
    "usr/lib/sysctl.d/50-x.conf, net/ipv4/conf/*/arp_ignore = 3, will-break",
    "run/sysctl.d/50-x.conf, net.ipv4.conf.eth0.arp_ignore=8, will-break",
    "etc/sysctl.d/50-x.conf, net.ipv4.conf.lo.arp_announce=0, may-break",
    "etc/sysctl.conf, net.ipv4.conf.all.arp_announce=1, may-break",
  })
  void namesTheLineThatABootObeys(String file, String line, String severity) {
    root.with(file, "# a comment\n" + line + "\n");
    assertThat(found("doctor")).contains("boot-sysctl " + severity + " " + file + ":2");
  }

  @Test
  void obeysTheOrderOfFilesAndTheirMasks() {
    root.with("usr/lib/sysctl.d/50-x.conf", "net.ipv4.conf.all.arp_ignore=0\n");
    root.with("etc/sysctl.d/60-x.conf", "net.ipv4.conf.all.arp_ignore=1\n");
    assertThat(found("doctor")).isEmpty();
    root.with("usr/lib/sysctl.d/99-x.conf", "net.ipv4.conf.all.arp_ignore=0\n");
    assertThat(found("doctor"))
        .containsExactly("boot-sysctl will-break usr/lib/sysctl.d/99-x.conf:1");
    root.withLink("etc/sysctl.d/99-x.conf", "/dev/null");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void saysWhatEachProgramLeavesWhereTheyDiffer() {
    root.with("etc/sysctl.d/50-x.conf", "net.ipv4.conf.all.arp_ignore=0\n");
    root.with("etc/sysctl.conf", "net.ipv4.conf.all.arp_ignore=1\n");
    assertThat(root.run("-o json doctor").out())
        .contains("systemd-sysctl sets net/ipv4/conf/all/arp_ignore to 0, expected 1 or 2")
        .contains("sysctl --system sets 1, by " + root.file("etc/sysctl.conf") + ":1");
  }

  /** A device that is made anew has the values of default, unless udev applies the files. */
  @Test
  void knowsWhatANewDeviceGets() throws IOException {
    root.with(
        "etc/lvs-agent/web.yaml",
        "services: {web: {profile: dr, vips: [192.0.2.10], uplinks: [eth0]}}\n");
    root.with(
        "etc/sysctl.d/50-x.conf",
        "net.ipv4.conf.default.arp_ignore=3\nnet.ipv4.conf.eth0.arp_ignore=1\n");
    assertThat(found("doctor")).isEmpty();
    Files.delete(root.file("usr/lib/udev/rules.d/99-systemd.rules"));
    assertThat(found("doctor")).containsExactly("boot-sysctl will-break etc/sysctl.d/50-x.conf:1");
  }

  @Test
  void isSatisfiedByWhatPersistWrites() throws IOException {
    root.with(
        "usr/lib/sysctl.d/50-x.conf",
        "net.ipv4.conf.*.arp_ignore=3\nnet.ipv4.conf.*.arp_announce=0\n");
    root.run("persist");
    // no service writes the parameters of a director's device
    assertThat(found("doctor"))
        .containsExactly("boot-sysctl will-break usr/lib/sysctl.d/50-x.conf:1");
    root.with("etc/lvs-agent/web.yaml", "services: {web: {profile: dr, vips: [192.0.2.10]}}\n");
    Files.delete(root.file("etc/sysctl.d/90-lvs-agent.conf"));
    assertThat(found("doctor")).hasSize(4);
    root.run("persist");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void missesWhatStartsTheServices() throws IOException {
    Files.delete(root.file(WANTS + "lvs-agent.service"));
    assertThat(found("doctor")).containsExactly("boot-service will-break etc/systemd/system");
    root.with("etc/cron.d/own", "#@reboot root lvs-agent start\n");
    assertThat(found("doctor")).hasSize(1);
    root.with("etc/cron.d/own", "@reboot root lvs-agent start\n");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void missesAConfigThatTheUnitFinds() throws IOException {
    Files.move(root.file("etc/lvs-agent/web.yaml"), root.file("web.yaml"));
    String elsewhere = "doctor -c " + root.file("web.yaml");
    assertThat(found(elsewhere))
        .containsExactly("boot-service will-break usr/lib/systemd/system/lvs-agent.service");
    root.with("etc/default/lvs-agent", "OPTIONS=-c /web.yaml\n");
    assertThat(found(elsewhere)).isEmpty();
  }

  @Test
  void findsModulesThatTheKernelsDoNotHave() {
    root.with("etc/lvs-agent/web.yaml", "services: {web: {profile: tun, vips: [192.0.2.10]}}\n");
    assertThat(found("doctor")).isEmpty();
    root.with("usr/lib/modules/6.1/modules.dep", "kernel/net/ipv4/ip_gre.ko.xz:\n");
    root.withLink("lib", "usr/lib");
    assertThat(found("doctor")).containsExactly("boot-module will-break lib/modules/6.1");
    root.with("usr/lib/modules/6.1/modules.builtin", "kernel/net/ipv4/ipip.ko\n");
    assertThat(found("doctor")).isEmpty();
    root.with("etc/modprobe.d/no.conf", "\ninstall ipip /bin/false\n");
    assertThat(found("doctor")).containsExactly("boot-module will-break etc/modprobe.d/no.conf:2");
  }

  @ParameterizedTest
  @CsvSource({
    "eth0, '', false",
    "eth1, '', true",
    "eth*, '', true",
    "!eth0, '', true",
    "eth*, KeepConfiguration=static, false",
    "eth*, KeepConfiguration=yes, false",
    "eth*, KeepConfiguration=dhcp, true",
  })
  void findsWhatNetworkdTakes(String names, String keep, boolean taken) {
    root.with(
        "etc/systemd/network/10-x.network",
        "[Match]\nName=" + names + "\n[Network]\nDHCP=yes\n" + keep + "\n");
    assertThat(found("doctor")).isEmpty();
    root.withLink(WANTS + "systemd-networkd.service", "../systemd-networkd.service");
    assertThat(found("doctor")).hasSize(taken ? 1 : 0);
    root.with("etc/systemd/network/10-x.network.d/y.conf", "[Network]\nKeepConfiguration=yes\n");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void findsWhatNetworkManagerTakes() {
    root.withLink(WANTS + "NetworkManager.service", "/lib/systemd/system/NetworkManager.service");
    assertThat(found("doctor"))
        .containsExactly("manager-networkmanager may-break etc/NetworkManager");
    String profile = "etc/NetworkManager/system-connections/wan.nmconnection";
    root.with(profile, "[connection]\nid=wan\ninterface-name=eth1\n");
    assertThat(found("doctor")).containsExactly("manager-networkmanager may-break " + profile);
    root.with(
        "etc/NetworkManager/conf.d/vip.conf", "[keyfile]\nunmanaged-devices=interface-name:eth1\n");
    assertThat(found("doctor")).isEmpty();
    root.with(
        "etc/NetworkManager/conf.d/vip.conf",
        "[keyfile]\nunmanaged-devices=*,except:interface-name:eth1\n");
    assertThat(found("doctor")).hasSize(1);
  }

  @Test
  void findsWhatIfupdownTakes() {
    root.with(
        "etc/network/interfaces", "auto lo eth1\niface lo inet loopback\niface eth1 inet dhcp\n");
    assertThat(found("doctor"))
        .containsExactly("manager-ifupdown may-break etc/network/interfaces:3");
    root.with(
        "etc/network/interfaces",
        "iface eth1 inet dhcp\n  post-up lvs-agent start --unless-stopped\n");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void findsWhatCloudInitWritesAnew() {
    root.with("etc/netplan/50-cloud-init.yaml", "network:\n  ethernets:\n    eth1: {}\n");
    assertThat(found("doctor")).isEmpty();
    root.with("etc/cloud/cloud.cfg", "users: []\n");
    assertThat(found("doctor"))
        .containsExactly("manager-cloud-init may-break etc/netplan/50-cloud-init.yaml");
    root.with("etc/cloud/cloud.cfg.d/99-no.cfg", "network: {config: disabled}\n");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void knowsThatContainersInherit() {
    root.with("run/docker.sock", "");
    assertThat(found("doctor")).containsExactly("container-inherits may-break run/docker.sock");
    root.with("proc/sys/net/core/devconf_inherit_init_net", "2\n");
    assertThat(found("doctor")).isEmpty();
  }

  @Test
  void fitsATerminal() {
    root.with("etc/sysctl.d/x.conf", "net.ipv4.conf.all.arp_ignore=0\n");
    Run run = root.run("doctor");
    assertThat(run.out())
        .startsWith("  will-break  boot-sysctl ")
        .contains("mend: remove the line");
    long words = run.out().lines().filter(line -> line.length() > 80).count();
    assertThat(words).isLessThanOrEqualTo(2);
  }

  /** Every finding is explained where people look for it. */
  @ParameterizedTest
  @EnumSource(Diagnosis.Id.class)
  void isInTheDocumentation(Diagnosis.Id id) throws IOException {
    assertThat(Files.readAllLines(Path.of("../docs/troubleshooting.md"))).contains("### " + id);
  }
}
