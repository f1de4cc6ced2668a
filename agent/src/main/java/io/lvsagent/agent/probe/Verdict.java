package io.lvsagent.agent.probe;

import io.lvsagent.agent.probe.Probed.Answer;
import io.lvsagent.agent.probe.Probed.Server;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.wire.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges who answers for a VIP.
 *
 * @param own the hardware addresses of this host
 * @param held true if this host has the VIP, for which it answers itself
 * @param elsewhere true if somebody answers for the VIP on another device that was asked
 * @param realServers the addresses of real servers by their hardware addresses
 */
record Verdict(
    ProbeTarget target,
    String device,
    Set<Mac> own,
    Set<Mac> answers,
    boolean held,
    boolean elsewhere,
    Map<Mac, Ip> realServers,
    Optional<Mac> expected) {

  Probed with(List<Server> servers) {
    List<Answer> judged = new ArrayList<>();
    int expectedOnes = 0;
    long candidates = answers.stream().filter(mac -> leaking(mac).isEmpty()).count();
    for (Mac mac : answers) {
      boolean fine =
          expected.isPresent()
              ? expected.get().equals(mac)
              : held ? own.contains(mac) : candidates == 1 && leaking(mac).isEmpty();
      expectedOnes += fine ? 1 : 0;
      judged.add(new Answer(mac, fine, leaking(mac).map(Verdict::leak).orElse("")));
    }
    boolean alone = expectedOnes == answers.size();
    boolean found = expected.isPresent() ? isFound() : held || !answers.isEmpty() || elsewhere;
    boolean excused = expected.isEmpty() && !target.silence().isEmpty();
    return new Probed(
        target.service(),
        target.vip(),
        device,
        judged,
        servers,
        summary(alone, found),
        alone && (found || excused));
  }

  private boolean isFound() {
    return expected.filter(mac -> answers.contains(mac) || held && own.contains(mac)).isPresent();
  }

  /** Returns the address of the real server that answers although it must not. */
  private Optional<Ip> leaking(Mac mac) {
    return target.peers() ? Optional.empty() : Optional.ofNullable(realServers.get(mac));
  }

  private static String leak(Ip rip) {
    return "it is real server " + rip + ": run `lvs-agent verify` there";
  }

  private String summary(boolean alone, boolean found) {
    if (expected.isPresent() && !found) {
      return (answers.isEmpty() ? "nobody answers" : "another host answers")
          + ", but "
          + expected.get()
          + " should";
    }
    if (held) {
      return alone && expected.isEmpty() || answers.isEmpty()
          ? "this host has it, and nobody else answers"
          : "this host has it, and others answer, too";
    }
    if (answers.isEmpty()) {
      String reason = elsewhere ? "somebody answers on another device" : target.silence();
      return "nobody answers" + (reason.isEmpty() ? "" : "; " + reason);
    }
    if (alone) {
      return "one host answers";
    }
    return answers.size() == 1 ? "a host answers that must not" : answers.size() + " hosts answer";
  }
}
