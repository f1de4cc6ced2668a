package io.lvsagent.agent.probe;

/** Something to ask until it is answered. */
interface Question {
  boolean isOpen();

  /** Sends one packet, or the few that ask the same in different forms. */
  void ask();
}
