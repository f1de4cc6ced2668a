package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.ProcSys;

/** The ways to speak with the kernel of the namespace that we are in, and its modules. */
public record Kernel(
    ProcSys sysctls, Rtnetlink rtnetlink, Ipvs ipvs, Nft nft, PacketSockets wire, Modules modules) {
  /** Loads a kernel module by name; throws HostLacksException where there is none. */
  public interface Modules {
    void load(String name);
  }
}
