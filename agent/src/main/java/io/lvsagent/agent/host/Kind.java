package io.lvsagent.agent.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The kinds of key, in the order in which missing values are made. Values are released in the
 * reverse order, so that a VIP never exists without the parameters that keep it quiet.
 */
public enum Kind {
  MODULE(new ModuleItem.Rules()),
  DEVICE(new DeviceItem.Rules()),
  SYSCTL(new SysctlItem.Rules()),
  LINK(new LinkItem.Rules()),
  NEIGHBOUR(new NeighbourItem.Rules()),
  NFT_TABLE(new NftTableItem.Rules()),
  IPVS_TIMEOUT(new TimeoutItem.Rules()),
  IPVS_SERVICE(new VirtualServiceItem.Rules()),
  IPVS_SERVER(new RealServerItem.Rules()),
  IPVS_DAEMON(new SyncDaemonItem.Rules()),
  ADDRESS(new AddressItem.Rules()),
  ROUTE(new RouteItem.Rules()),
  GATEWAY(new GatewayItem.Rules()),
  PATH(new PathItem.Rules());

  /** The rules of one kind; names and texts are those of its keys and values. */
  interface Rules {
    /** Reads the values at the keys into the state, from one dump where the kernel has one. */
    void observe(Kernel kernel, List<Key> keys, HostState into);

    /**
     * Applies the changes in order and passes the index of each one made to {@code done}. A change
     * neither passed on nor refused was made, or is being kept, by a kernel module. Throws for the
     * first change that is refused; in a batch, changes after it may have been made.
     */
    void apply(Kernel kernel, List<Change> changes, IntConsumer done);

    /** Throws if the kernel would refuse the changes; for kinds that can be checked beforehand. */
    default void tryOut(Kernel kernel, List<Change> changes) {}

    /**
     * Throws if the kernel would refuse the changes, for what only a run that is about to make them
     * may ask. Nothing is changed, but the kernel may load a module.
     */
    default void requireReady(Kernel kernel, List<Change> changes) {}

    /** Returns the equivalent shell commands, one a line. */
    String shell(Change change);

    /** Returns the value whose text this is. */
    Value parse(String name, String text);

    /** Returns the device whose removal also removes the key. */
    default Optional<String> device(String name) {
      return Optional.empty();
    }

    /** Returns the name of the key after its device was renamed. */
    default String on(String name, String device) {
      return name;
    }

    /** Returns the text of a value after its device was renamed. */
    default String textOn(String text, String device) {
      return text;
    }

    /** Returns true if a write can turn one value into the other. */
    default boolean canChange(Value before, Value after) {
      return true;
    }

    /** Returns the sort order among changes of this kind; equal ranks keep the config's order. */
    default int rank(Key key, Value before, Value after) {
      return 0;
    }

    /** Returns what has to be there while this value is made, and is not. */
    default Optional<Item> support(Value after, HostState state) {
      return Optional.empty();
    }

    /** Applies the side effects of a change to a state that already holds the change itself. */
    default void applySideEffects(Change change, HostState state) {}

    /** Returns the keys that the kernel may change along with a write of this one. */
    default List<Key> sideEffectKeys(Key key, HostState state) {
      return List.of();
    }
  }

  /** The rules of kinds whose key is the name of a device, or begins with it. */
  interface DeviceRules extends Kind.Rules {
    /** Returns the device of a key's name; no name of a device holds a space. */
    static String deviceOf(String name) {
      int end = name.indexOf(' ');
      return end < 0 ? name : name.substring(0, end);
    }

    @Override
    default Optional<String> device(String name) {
      return Optional.of(deviceOf(name));
    }

    @Override
    default String on(String name, String device) {
      return device + name.substring(deviceOf(name).length());
    }
  }

  /** The rules of kinds whose values are only compared. */
  interface CheckedRules extends Kind.Rules {
    @Override
    default void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
      throw new IllegalStateException(changes + " can only be checked");
    }

    @Override
    default String shell(Change change) {
      throw new IllegalStateException(change + " can only be checked");
    }

    @Override
    default boolean canChange(Value before, Value after) {
      return false;
    }
  }

  private final Rules rules;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');

  Kind(Rules rules) {
    this.rules = rules;
  }

  Rules rules() {
    return rules;
  }

  /** Returns the value at the key of this name whose text this is. */
  public Value parse(String name, String text) {
    return text.equals(Absent.TEXT) ? Absent.VALUE : rules.parse(name, text);
  }

  /** Returns the device whose removal also removes the value, which the key may not name. */
  public Optional<String> device(String name, String text) {
    return hasDeviceInText() ? Words.device(text) : rules.device(name);
  }

  /** Returns the text of a value after its device was renamed. */
  public String textOn(String text, String device) {
    return hasDeviceInText() ? Words.onDevice(text, device) : rules.textOn(text, device);
  }

  private boolean hasDeviceInText() {
    return this == ROUTE || this == IPVS_DAEMON;
  }

  /** Returns the keys that the kernel may change along with a write of this one. */
  public List<Key> sideEffectKeys(Key key, HostState state) {
    return rules.sideEffectKeys(key, state);
  }

  /** Returns true if a write can turn one value into the other. */
  public boolean canChange(Value before, Value after) {
    return rules.canChange(before, after);
  }

  /** Returns the sort order among changes of this kind; equal ranks keep the config's order. */
  public int rank(Key key, Value before, Value after) {
    return rules.rank(key, before, after);
  }

  /** Returns what has to be there while this value is made, and is not. */
  public Optional<Item> support(Value after, HostState state) {
    return rules.support(after, state);
  }

  /** Applies the side effects of a change to a state that already holds the change itself. */
  public void applySideEffects(Change change, HostState state) {
    rules.applySideEffects(change, state);
  }

  /** Returns true if changes of this kind are sorted by {@link #rank}. */
  public boolean hasRanks() {
    return this == SYSCTL || this == ROUTE;
  }

  /** Returns true if changes are sent in batches, false if each waits for the one before. */
  public boolean batches() {
    return this != DEVICE && this != SYSCTL;
  }

  /** Returns true if we overwrite foreign values, false if we leave them. */
  public boolean overwrites() {
    return this == SYSCTL || this == LINK || this == NEIGHBOUR || this == IPVS_TIMEOUT;
  }

  /**
   * Returns true if a foreign value that we accept meets the expectation. A table of nftables never
   * does, because everything in a table of ours is ours; nor does a virtual service, because two
   * programs that balance one service fight over it.
   */
  public boolean shares() {
    return this != NFT_TABLE && this != IPVS_SERVICE;
  }

  /** Returns true if values are only compared. */
  public boolean isOnlyChecked() {
    return rules instanceof CheckedRules;
  }

  /** Returns true if a new value brings others along that can be read only afterwards. */
  public boolean comesFirst() {
    return this == MODULE || this == DEVICE;
  }

  /** Reads the values at the keys into the state, except those that it already knows. */
  public void observe(Kernel kernel, Collection<Key> keys, HostState into) {
    List<Key> unknown = new ArrayList<>(keys.size());
    for (Key key : keys) {
      if (into.request(key)) {
        unknown.add(key);
      }
    }
    rules.observe(kernel, unknown, into);
  }

  /** Throws if it can be known beforehand that the kernel would refuse the changes. */
  public void tryOut(Kernel kernel, List<Change> changes) {
    rules.tryOut(kernel, changes);
  }

  /** Throws if the kernel would refuse the changes that a run is about to make. */
  public void requireReady(Kernel kernel, List<Change> changes) {
    rules.requireReady(kernel, changes);
  }

  /**
   * Applies the changes in order and passes the index of each one made to {@code done}. Throws for
   * the first change that is refused; in a batch, changes after it may have been made.
   */
  public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
    rules.apply(kernel, changes, done);
  }

  /** Returns the name in JSON, in the ledger and in printed lines. */
  @Override
  public String toString() {
    return word;
  }
}
