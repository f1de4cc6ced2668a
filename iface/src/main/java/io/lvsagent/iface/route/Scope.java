package io.lvsagent.iface.route;

/** How far an address or route is valid (linux/rtnetlink.h, enum rt_scope_t). */
public enum Scope {
  GLOBAL(0),
  SITE(200),
  LINK(253),
  HOST(254),
  NOWHERE(255);

  private static final Scope[] ALL = values();

  private final int code;

  Scope(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The scope of a kernel's number; numbers without a name of their own are taken as global. */
  public static Scope of(int code) {
    for (Scope scope : ALL) {
      if (scope.code == code) {
        return scope;
      }
    }
    return GLOBAL;
  }

  /** As {@code ip} writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
