package io.lvsagent.agent.host;

/** A value that is there, and that knows its key. {@link Kind} lists the kinds. */
public non-sealed interface Item extends Value {
  Key key();

  /** Compares the texts, unless a kind is less strict; values are compared at one key. */
  @Override
  default boolean accepts(Value observed) {
    return observed instanceof Item && hasSameText(observed);
  }
}
