package io.lvsagent.agent.plan;

import java.util.Optional;

/** Where a value stands: {@code address} {@code lo 192.0.2.10/32}. */
public record Key(Kind kind, String name) {
  /** The device that it belongs to, if it is gone with one. */
  public Optional<String> device() {
    return kind.rules().device(name);
  }

  /** The same key of a device that has got another name. */
  public Key on(String device) {
    return new Key(kind, kind.rules().on(name, device));
  }

  /** Written out, for these two are asked a million times where there are 10,000 VIPs. */
  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Key key && kind == key.kind && name.equals(key.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.name().hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
