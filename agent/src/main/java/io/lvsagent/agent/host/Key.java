package io.lvsagent.agent.host;

import java.util.Optional;

/**
 * Where a value stands: {@code address} {@code lo 192.0.2.10/32}. No record, for it is asked for
 * its hash a million times where there are 10,000 VIPs.
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

  /** The device that it belongs to, if it is gone with one. */
  public Optional<String> device() {
    return kind.rules().device(name);
  }

  /** The key whose removal also removes this one. */
  public Optional<Key> owner() {
    return kind.rules().owner(name);
  }

  /** The same key of a device that has got another name. */
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
