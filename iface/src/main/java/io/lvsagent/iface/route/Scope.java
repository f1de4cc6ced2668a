package io.lvsagent.iface.route;

/** The scope of an address or route (linux/rtnetlink.h, enum rt_scope_t). */
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

  /** Returns the scope of a number of the kernel. Numbers without a name count as global. */
  public static Scope of(int code) {
    for (Scope scope : ALL) {
      if (scope.code == code) {
        return scope;
      }
    }
    return GLOBAL;
  }

  /** Returns the name that {@code ip} uses. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
