package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Warns that new containers get the parameters of services: a network namespace begins with the
 * IPv4 values that {@code all} and {@code default} have on the host (devinet_init_net in
 * devinet.c).
 */
final class ContainerChecks {
  private static final List<String> RUNTIMES =
      List.of(
          "/run/docker.sock",
          "/run/containerd/containerd.sock",
          "/run/crio/crio.sock",
          "/run/podman/podman.sock");
  private static final String INHERIT = "/proc/sys/net/core/devconf_inherit_init_net";

  private ContainerChecks() {}

  static Optional<Diagnosis> of(RootFolder root, Map<Key, Expectation> desired) {
    Optional<String> runtime = RUNTIMES.stream().filter(root::exists).findFirst();
    boolean inherited =
        root.lines(INHERIT).stream()
            .findFirst()
            .filter(v -> Set.of("2", "3").contains(v))
            .isEmpty();
    List<SysctlKey> keys = new ArrayList<>();
    for (Map.Entry<Key, Expectation> want : desired.entrySet()) {
      if (want.getKey().kind() == Kind.SYSCTL && !want.getValue().checkOnly()) {
        SysctlKey key = SysctlKey.parse(want.getKey().name());
        if (key.isIpv4() && key.device().filter(Set.of("all", "default")::contains).isPresent()) {
          keys.add(key);
        }
      }
    }
    if (runtime.isEmpty() || !inherited || keys.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Diagnosis(
            Id.CONTAINER_INHERITS,
            Grade.MAY_BREAK,
            root.shown(runtime.get()),
            "containers are made on this host, and each begins with the values of "
                + Note.listOf(keys),
            "a container that needs other values, as one that answers ARP for an address on its lo"
                + " or filters by rp_filter, does not have them",
            "set net.core.devconf_inherit_init_net to 2, or the parameters of such containers when"
                + " they are made"));
  }
}
