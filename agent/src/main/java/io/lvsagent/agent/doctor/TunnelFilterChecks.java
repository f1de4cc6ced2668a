package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.iface.netlink.FouQuery;
import io.lvsagent.iface.nft.InputFilter;
import io.lvsagent.iface.nft.InputFilter.Fate;
import io.lvsagent.iface.nft.InputFilter.Packet;
import io.lvsagent.iface.nft.InputFilter.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds rules of packet filters that drop what a director sends by a tunnel. */
final class TunnelFilterChecks {
  private static final int IPPROTO_UDP = 17;

  private final Kernel.InputRules rules;
  private final List<FouQuery.Port> ports;
  private final Map<Boolean, InputFilter> filters = new HashMap<>();

  /**
   * @param ports those on which the host unwraps tunnels in UDP
   */
  TunnelFilterChecks(Kernel.InputRules rules, List<FouQuery.Port> ports) {
    this.rules = rules;
    this.ports = ports;
  }

  List<Diagnosis> of(List<Receiver> receivers) {
    List<Diagnosis> found = new ArrayList<>();
    for (Receiver receiver : receivers) {
      Map<Packet, Verdict> verdicts = new HashMap<>();
      List<Packet> packets = packets(receiver);
      packets.forEach(packet -> verdicts.put(packet, filter(packet.v6()).of(packet)));
      boolean deaf = verdicts.values().stream().allMatch(v -> v.fate() == Fate.DROPPED);
      for (Packet packet : packets) {
        Verdict verdict = verdicts.get(packet);
        if (verdict != null && verdict.fate() != Fate.PASSES) {
          Grade grade = deaf ? Grade.BROKEN : Grade.MAY_BREAK;
          found.add(diagnosis(receiver, packet, verdict, grade));
        }
      }
    }
    return found;
  }

  private InputFilter filter(boolean v6) {
    return filters.computeIfAbsent(v6, rules::input);
  }

  /** A director may send in UDP instead; only its own config tells. */
  private List<Packet> packets(Receiver receiver) {
    List<Packet> packets = new ArrayList<>();
    packets.add(new Packet(receiver.outerV6(), receiver.protocol(), Optional.empty()));
    for (FouQuery.Port port : ports) {
      if (port.v6() == receiver.outerV6()) {
        packets.add(new Packet(port.v6(), IPPROTO_UDP, Optional.of(port.number())));
      }
    }
    return packets;
  }

  private static Diagnosis diagnosis(
      Receiver receiver, Packet packet, Verdict verdict, Grade grade) {
    String what =
        packet.port().map(port -> "UDP port " + port).orElse("protocol " + packet.protocol());
    boolean sure = verdict.fate() == Fate.DROPPED;
    String unless =
        verdict.unless().isEmpty() ? "" : ", unless this accepts it: " + verdict.unless();
    String found =
        what + (sure ? " is dropped by " : " may be dropped by ") + verdict.rule() + unless;
    String why =
        "the director wraps the requests for service %s in %s, and %s gets those alone that pass"
            .formatted(receiver.service().name(), what, receiver.device());
    String mend = "accept %s from the directors before this rule".formatted(what);
    return new Diagnosis(Id.TUNNEL_FILTER, grade, verdict.chain(), found, why, mend);
  }
}
