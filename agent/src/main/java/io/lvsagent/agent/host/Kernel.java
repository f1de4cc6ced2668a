package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.ProcSys;

/** The interfaces to the kernel of the current network namespace. */
public record Kernel(
    ProcSys sysctls, Rtnetlink rtnetlink, Ipvs ipvs, Nft nft, PacketSockets wire, Modules modules) {
  /** Loads kernel modules. */
  public interface Modules {
    /** Loads a module by name or alias. Throws HostRequirementException if it cannot be loaded. */
    void load(String name);
  }
}
