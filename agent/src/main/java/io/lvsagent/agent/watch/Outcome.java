package io.lvsagent.agent.watch;

/** How a round ended. */
enum Outcome {
  /** Nothing differs from the last look. */
  QUIET,
  /** Something differed, and was told or mended. */
  FOUND,
  /** Values were lost and made again, and nothing else differs from the last look. */
  MENDED,
  /** Something differs again already. */
  AGAIN,
  /** Another run holds the lock. */
  LOCKED,
  /** An event is taking many things along. */
  SWEEP,
  /** A look was not possible, or a run was refused before its first change. */
  FAILED,
  /** A run was refused and undone. */
  UNDONE
}
