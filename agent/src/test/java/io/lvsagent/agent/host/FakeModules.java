package io.lvsagent.agent.host;

import io.lvsagent.profiles.compile.HostRequirementException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Parts of the kernel of {@link FakeHost} that are modules; all others are built in. */
final class FakeModules implements Kernel.Modules {
  /** What comes of loading a module that is not loaded yet. */
  enum Loading {
    LOADS,
    /** There is no such module. */
    MISSING,
    /** It is loaded, and the kernel has no such part all the same. */
    USELESS,
    /** Its device comes along, under the name that is asked for, and it keeps that. */
    BRINGS_ITS_DEVICE
  }

  private final Map<String, Loading> modules = new HashMap<>();
  private final Map<String, Loading> unloaded = new HashMap<>();
  private final BooleanSupplier refused;
  private final Consumer<String> loaded;

  /**
   * @param refused asked before a load that is a change of its own
   * @param loaded hears the name of each module that is loaded and brings something along
   */
  FakeModules(BooleanSupplier refused, Consumer<String> loaded) {
    this.refused = refused;
    this.loaded = loaded;
  }

  void put(String module, Loading loading) {
    modules.put(module, loading);
    unloaded.put(module, loading);
  }

  /** As after a boot. */
  void unload() {
    unloaded.putAll(modules);
  }

  boolean has(String module) {
    return !unloaded.containsKey(module);
  }

  /** One for a device is loaded along with that; any other is a change of its own. */
  @Override
  public void load(String module) {
    boolean alone = !module.startsWith("rtnl-link-");
    Loading loading = unloaded.getOrDefault(module, Loading.LOADS);
    if (alone && refused.getAsBoolean() || loading == Loading.MISSING) {
      throw new HostRequirementException(
          HostRequirementException.Missing.MODULE, "modprobe " + module + ": not found");
    }
    if (loading != Loading.USELESS && unloaded.remove(module) != null) {
      if (alone || loading == Loading.BRINGS_ITS_DEVICE) {
        loaded.accept(module);
      }
    }
  }
}
