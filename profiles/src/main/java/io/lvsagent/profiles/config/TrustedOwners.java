package io.lvsagent.profiles.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/** Accepts the owners that a config may have: root and the invoking user. */
public record TrustedOwners(int invoking, boolean userNamespace) implements IntPredicate {
  private static final int ROOT = 0;

  /**
   * The uid that the kernel shows for owners without an id in this user namespace, such as root.
   */
  private static final int OVERFLOW = 65_534;

  /**
   * Returns the owners to trust in the user namespace of this process.
   *
   * @param uidMap normally {@code /proc/self/uid_map}, which in the initial namespace is one line
   *     that maps every id to itself (user_namespaces(7))
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
