package io.lvsagent.agent.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The kinds of key, in the order in which what is missing is made. What goes is taken away in the
 * reverse order: a VIP never stands without the parameters that keep it quiet.
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
  GATEWAY(new GatewayItem.Rules());

  /** What a kind knows of its keys. */
  interface Rules {
    /**
     * Puts what stands at the keys that are asked for into the state, by one dump if there is one.
     */
    void observe(Kernel kernel, List<Key> keys, HostState into);

    /**
     * Makes changes of this kind in order, and says of each that is made which of them it is. Not
     * said and not refused is what a module does for us, or does not let go. Throws the leaf's
     * exception for the first refused; of a batch those after it may be made.
     */
    void apply(Kernel kernel, List<Change> changes, IntConsumer done);

    /** Whether changes are said in batches; else each is known to be made before the next. */
    default boolean batches() {
      return true;
    }

    /**
     * Throws the leaf's exception where the kernel would refuse such changes, of kinds that can be
     * tried out without making them.
     */
    default void tryOut(Kernel kernel, List<Change> changes) {}

    /** The same in {@code ip}, {@code sysctl} and {@code nft}. */
    String shell(Change change);

    Value parse(String name, String text);

    /** The device that a key is gone with. */
    default Optional<String> device(String name) {
      return Optional.empty();
    }

    /** The same key of a device that has got another name. */
    default String on(String name, String device) {
      return name;
    }

    /** The device that a value is gone with, where the key does not say it. */
    default Optional<String> device(String name, String text) {
      return device(name);
    }

    /** The text of a value whose device has got another name. */
    default String textOn(String text, String device) {
      return text;
    }

    /** Whether a write can turn this value into that. */
    default boolean canChange(Value before, Value after) {
      return true;
    }

    /** Whether what we wrote still stands there, and so is ours to take away. */
    default boolean isStillOurs(Value written, Value now) {
      return written.accepts(now);
    }

    /** What takes this along when it goes, so that no change of its own is needed. */
    default Optional<Key> owner(String name) {
      return Optional.empty();
    }

    /** Whether ours overwrites a value that somebody else put there; else it is left to them. */
    default boolean overwrites() {
      return false;
    }

    /** Whether one that is there and right will do, whoever made it. */
    default boolean shares() {
      return true;
    }

    /** The value as it will be made: an address without a label gets the next free one. */
    default Value completed(Value wanted, HostState state) {
      return wanted;
    }

    /** Whether changes of this kind have an order of their own, beyond that of the config. */
    default boolean hasRanks() {
      return false;
    }

    /** The place among changes of this kind; equal ones keep the order of the config. */
    default int rank(Key key, Value before, Value after) {
      return 0;
    }

    /** What the kernel does along with a change that the state already holds. */
    default void applySideEffects(Change change, HostState state) {}

    /** Keys that {@link #applySideEffects} may touch when this one is written. */
    default List<Key> sideEffectKeys(Key key, HostState devices) {
      return List.of();
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

  /** Reads the text of a value back. */
  public Value parse(String name, String text) {
    return text.equals(Absent.TEXT) ? Absent.VALUE : rules.parse(name, text);
  }

  public Optional<String> device(String name, String text) {
    return rules.device(name, text);
  }

  public String textOn(String text, String device) {
    return rules.textOn(text, device);
  }

  /** Keys that the kernel may change along with a write of this one. */
  public List<Key> sideEffectKeys(Key key, HostState state) {
    return rules.sideEffectKeys(key, state);
  }

  /** Whether what we wrote still stands there, and so is ours to take away. */
  public boolean isStillOurs(Value written, Value now) {
    return rules.isStillOurs(written, now);
  }

  /** Returns true where a write can turn one value into the other. */
  public boolean canChange(Value before, Value after) {
    return rules.canChange(before, after);
  }

  /** Returns the value as it will be made: an address without a label gets the next free one. */
  public Value completed(Value wanted, HostState state) {
    return rules.completed(wanted, state);
  }

  /** Returns true where changes of this kind have an order of their own. */
  public boolean hasRanks() {
    return rules.hasRanks();
  }

  /** Returns the place among changes of this kind; equal ones keep the order of the config. */
  public int rank(Key key, Value before, Value after) {
    return rules.rank(key, before, after);
  }

  /** Applies to the state what the kernel does along with a change that the state already holds. */
  public void applySideEffects(Change change, HostState state) {
    rules.applySideEffects(change, state);
  }

  public boolean batches() {
    return rules.batches();
  }

  public boolean overwrites() {
    return rules.overwrites();
  }

  public boolean shares() {
    return rules.shares();
  }

  /** Whether it brings keys of others along, which are known only when it is there. */
  public boolean comesFirst() {
    return this == MODULE || this == DEVICE;
  }

  /** Puts what stands at the keys into the state; those that it knows are not read again. */
  public void observe(Kernel kernel, Collection<Key> keys, HostState into) {
    List<Key> asked = new ArrayList<>(keys.size());
    for (Key key : keys) {
      if (into.request(key)) {
        asked.add(key);
      }
    }
    read(kernel, asked, into);
  }

  /** The same for keys that were asked for, each once. */
  public void read(Kernel kernel, List<Key> asked, HostState into) {
    rules.observe(kernel, asked, into);
  }

  /** Throws the leaf's exception where it is known that the kernel would refuse the changes. */
  public void tryOut(Kernel kernel, List<Change> changes) {
    rules.tryOut(kernel, changes);
  }

  /** {@code done} hears the place of each change that is made, also where one is refused. */
  public void apply(Kernel kernel, List<Change> changes, IntConsumer done) {
    rules.apply(kernel, changes, done);
  }

  /** The word of the JSON, the ledger and the printed lines. */
  @Override
  public String toString() {
    return word;
  }
}
