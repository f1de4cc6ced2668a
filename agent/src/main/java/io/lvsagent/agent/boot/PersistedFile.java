package io.lvsagent.agent.boot;

import java.util.Locale;

/**
 * A file of ours in /etc, and what becomes of it.
 *
 * @param path as it is on this host
 * @param text the lines that it has afterwards; empty for one that is not there
 * @param shell the lines by which a shell does the same; empty if nothing changes
 */
public record PersistedFile(String path, Result result, String text, String shell) {
  /** The outcome for a file. */
  public enum Result {
    WRITTEN,
    REMOVED,
    UNCHANGED,
    /** It would be written or removed. */
    PLANNED,
    /** It is somebody else's, and stays. */
    FOREIGN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  PersistedFile ending(Result result) {
    return new PersistedFile(path, result, text, shell);
  }
}
