package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.nft.ArpFilter;
import io.lvsagent.iface.nft.InputFilter;
import io.lvsagent.iface.nft.Nft;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.ProcSys;
import org.jspecify.annotations.Nullable;

/** The interfaces to the kernel of the current network namespace. */
public record Kernel(
    ProcSys sysctls,
    Rtnetlink rtnetlink,
    Ipvs ipvs,
    Nft nft,
    ArpRules arpRules,
    PacketSockets wire,
    Modules modules) {
  /** Reads the rules that filter ARP. */
  public interface ArpRules {
    /** Returns what can be read of them; never fails for want of a program. */
    ArpFilter read();

    /** Returns the same rules, read when they are needed first. */
    default ArpRules once() {
      return new ArpRules() {
        private @Nullable ArpFilter filter;

        @Override
        public ArpFilter read() {
          ArpFilter known = filter;
          if (known == null) {
            known = ArpRules.this.read();
            filter = known;
          }
          return known;
        }
      };
    }
  }

  /** Reads the rules that filter what arrives for the host. */
  public interface InputRules {
    /** Returns what can be read of those for a family; never fails for want of a program. */
    InputFilter input(boolean v6);
  }

  /** Loads kernel modules. */
  public interface Modules {
    /** Loads a module by name or alias. Throws HostRequirementException if it cannot be loaded. */
    void load(String name);
  }
}
