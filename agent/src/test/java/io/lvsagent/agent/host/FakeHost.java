package io.lvsagent.agent.host;

import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.nft.ArpFilter;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.SysctlKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A host in memory, its /proc/sys in a folder. It can refuse a step, or die after one, and lack
 * what a kernel may lack.
 */
public final class FakeHost {
  /** The process ends here: nothing of ours catches it. */
  public static final class Crash extends Throwable {
    /** Throws one past every handler, because a process that dies runs none. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <T extends Throwable> RuntimeException now() throws T {
      throw (T) new Crash();
    }

    private static final long serialVersionUID = 1;
  }

  private static final int NEVER = -1;
  private static final int NOARP = 0x80;
  private static final String IPVS = "ip_vs";

  private final FakeParameters parameters;
  private final FakeModules modules = new FakeModules(this::takesStep, this::loaded);
  private final FakeTable table = new FakeTable(this::takesStep, () -> modules.has(IPVS));
  private final FakeNft nft = new FakeNft(this::takesStep);
  private final FakeRtnetlink rtnetlink;
  private final Set<Integer> refused = new HashSet<>();
  private final Map<Integer, SysctlKey> hiding = new HashMap<>();
  private int taken;
  private int refusedFrom = Integer.MAX_VALUE;
  private int breaking = NEVER;
  private int crashing = NEVER;

  /** Empty but for a lo that is down, as a new network namespace, with all that it may need. */
  public FakeHost(Path root) {
    parameters = new FakeParameters(root, this::takesStep, this::written);
    parameters.comeWithIpvs();
    rtnetlink =
        new FakeRtnetlink(
            parameters, kind -> modules.has(module(kind)), this::alive, this::takesStep);
    device("lo", "", 0x8);
  }

  private void written(SysctlKey key) {
    rtnetlink.written(key);
  }

  public Kernel kernel() {
    return new Kernel(
        parameters.procSys(),
        rtnetlink,
        table,
        nft,
        () -> ArpFilter.NONE,
        new PacketSockets(),
        modules);
  }

  /** A device; the flags are IFF_*. */
  public void device(String name, String kind, int flags) {
    rtnetlink.device(name, kind, flags);
  }

  /** Gives a device another name, as somebody else would. */
  public void rename(String device, String name) {
    rtnetlink.rename(device, name);
  }

  /** From now on a module keeps this device. */
  public void keep(String name) {
    rtnetlink.keep(name);
  }

  /** From now on a parameter cannot be read. */
  public void hide(SysctlKey key) {
    parameters.hide(key);
  }

  /** From this change on, counted from 0, a parameter cannot be read. */
  public void hideFrom(int step, SysctlKey key) {
    hiding.put(taken + step, key);
  }

  /** All parameters can be read again. */
  public void show() {
    parameters.show();
  }

  /** IPVS is a module that is not loaded yet. */
  public void makeIpvsAModule() {
    modules.put(IPVS, FakeModules.Loading.LOADS);
    parameters.loseIpvs();
  }

  /** Whatever was loaded is loaded no more. */
  public void unload() {
    modules.unload();
    if (!modules.has(IPVS)) {
      parameters.loseIpvs();
    }
  }

  /** So are devices of a kind. */
  public void makeAModule(String kind) {
    modules.put(module(kind), FakeModules.Loading.LOADS);
  }

  /** IPVS cannot be had. */
  public void lackIpvs() {
    makeIpvsAModule();
    modules.put(IPVS, FakeModules.Loading.MISSING);
  }

  /** The kernel has no such scheduler, and no module with it. */
  public void lackScheduler(String name) {
    table.lack(name);
  }

  /** Devices of a kind cannot be had, though there may be a module that says so. */
  public void lack(String kind, boolean loads) {
    modules.put(module(kind), loads ? FakeModules.Loading.USELESS : FakeModules.Loading.MISSING);
  }

  /** Devices of a kind come with a module that makes the first one, and keeps it. */
  public void makeAModuleWithDevice(String kind) {
    modules.put(module(kind), FakeModules.Loading.BRINGS_ITS_DEVICE);
  }

  /** The kernel has no tables of nftables for this family. */
  public void lackTables(String family) {
    nft.lack(family);
  }

  private static String module(String kind) {
    return "rtnl-link-" + kind;
  }

  private void loaded(String module) {
    if (module.equals(IPVS)) {
      parameters.comeWithIpvs();
      return;
    }
    String kind = module.substring(module("").length());
    String name = kind.equals("ipip") ? "tunl0" : kind + "0";
    if (!rtnetlink.has(name)) {
      device(name, kind, NOARP);
      keep(name);
    }
  }

  /** Makes a device the port of a bridge. */
  public void enslave(String port, String bridge) {
    rtnetlink.enslave(port, bridge);
  }

  /** These changes from now, counted from 0, are refused. */
  public void refuse(int... steps) {
    for (int step : steps) {
      refused.add(taken + step);
    }
  }

  /** This change from now, counted from 0, and all that follow are refused. */
  public void refuseFrom(int step) {
    refusedFrom = taken + step;
  }

  /** After this many more changes the process dies, whatever it does next. */
  public void crashAfter(int n) {
    crashing = taken + n;
  }

  /** The change from now, counted from 0, ends in an Error, as it does when memory is short. */
  public void breakAt(int step) {
    breaking = taken + step;
  }

  public void recover() {
    breaking = NEVER;
    refused.clear();
    refusedFrom = Integer.MAX_VALUE;
    crashing = NEVER;
  }

  /** How many changes were asked for so far. */
  public int changes() {
    return taken;
  }

  /** Writes as somebody else would, the kernel's side effects with it. */
  public void set(String device, String name, String value) {
    set(SysctlKey.ipv4(device, name), value);
  }

  public void set(SysctlKey key, String value) {
    parameters.write(key, value);
  }

  public void forward(boolean on) {
    parameters.write(SysctlKey.IP_FORWARD, on ? "1" : "0");
  }

  public String sysctl(String device, String name) {
    return sysctl(SysctlKey.ipv4(device, name));
  }

  public String sysctl(SysctlKey key) {
    return parameters.text(key);
  }

  /** A router offers itself on a device, and the host takes it for its default. */
  public void advertise(String device) {
    rtnetlink.advertise(device);
  }

  /** Says an edit of the IPVS table as somebody else would; it must not be refused. */
  public void say(IpvsEdit edit) {
    table.say(edit);
  }

  /** The same of a table of nftables. */
  public void say(NftEdit edit) {
    nft.say(List.of(edit));
  }

  /** Says a request as somebody else would; it must not be refused. */
  public void say(RtnetlinkRequest request) {
    rtnetlink.say(request);
  }

  /** All that there is, one thing a line. */
  public Set<String> snapshot() {
    Set<String> all = new TreeSet<>(rtnetlink.snapshot());
    all.addAll(table.snapshot());
    all.addAll(nft.snapshot());
    all.addAll(parameters.lines());
    return all;
  }

  private boolean takesStep() {
    alive();
    boolean refuse = refused.contains(taken) || taken >= refusedFrom;
    boolean breaks = taken == breaking;
    Optional.ofNullable(hiding.remove(taken)).ifPresent(parameters::hide);
    taken++;
    if (breaks) {
      throw new OutOfMemoryError("of the test");
    }
    return refuse;
  }

  private void alive() {
    if (taken == crashing) {
      throw Crash.<RuntimeException>now();
    }
  }
}
