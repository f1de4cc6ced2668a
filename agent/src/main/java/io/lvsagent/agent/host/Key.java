package io.lvsagent.agent.host;

import java.util.Optional;

/**
 * The place of a value, such as {@code address lo 192.0.2.10/32}. It is not a record, so that it
 * can keep its hash: with 10,000 VIPs, the hash is needed a million times.
 */
public final class Key {
  private final Kind kind;
  private final String name;
  private final int hash;

  public Key(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
    hash = 31 * kind.ordinal() + name.hashCode();
  }

  public Kind kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  /** Returns true if the name holds an IPv6 address. */
  boolean isV6() {
    return name.indexOf(':') >= 0;
  }

  /** Returns the value at this key whose text this is. */
  public Value parse(String text) {
    return kind.parse(name, text);
  }

  /** Returns the device whose removal also removes the value at this key. */
  public Optional<String> device() {
    return kind.rules().device(name);
  }

  /** Returns the key whose removal also removes this one. */
  public Optional<Key> owner() {
    return kind == Kind.IPVS_SERVER ? Optional.of(RealServerItem.service(name)) : Optional.empty();
  }

  /** Returns this key after its device was renamed. */
  public Key on(String device) {
    return new Key(kind, kind.rules().on(name, device));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Key key
            && hash == key.hash
            && kind == key.kind
            && name.equals(key.name);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
