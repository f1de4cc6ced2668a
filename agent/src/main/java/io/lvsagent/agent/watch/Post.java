package io.lvsagent.agent.watch;

import io.lvsagent.agent.intent.Note;

/** Where a watch stands: the config, the namespace, and how to tell of a failure. */
public interface Post {
  /** Reads the config. Throws what makes it unsound. */
  Task read();

  /** Returns false if the network namespace is gone. */
  boolean isThere();

  /** Enters the namespace and opens the host. */
  Host enter();

  /** Leaves the namespace, which would last as long as this process is in it. */
  void leave();

  /** Describes a failure in one line. */
  Note failure(Throwable e);
}
