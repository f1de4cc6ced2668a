package io.lvsagent.profiles.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/** Who may own a config: root and the one who runs us. */
public record TrustedOwners(int invoking, boolean userNamespace) implements IntPredicate {
  private static final int ROOT = 0;

  /** What the kernel shows for an owner who has no id in our user namespace: the host's root. */
  private static final int OVERFLOW = 65_534;

  /**
   * As the user namespace that we run in has them.
   *
   * @param uidMap normally {@code /proc/self/uid_map}: in the initial namespace one line that maps
   *     every id to itself (user_namespaces(7))
   */
  public static TrustedOwners of(int invoking, Path uidMap) {
    return new TrustedOwners(invoking, !mapsAllToItself(uidMap));
  }

  private static boolean mapsAllToItself(Path uidMap) {
    try {
      return String.join(" ", Files.readString(uidMap).trim().split("\\s+"))
          .equals("0 0 4294967295");
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public boolean test(int uid) {
    return uid == ROOT || uid == invoking || (userNamespace && uid == OVERFLOW);
  }
}
