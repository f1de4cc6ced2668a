package io.lvsagent.sysctl;

import java.util.OptionalInt;

/** The result of reading a kernel parameter. */
public sealed interface Reading {
  /**
   * Returns whether the parameter was found with this text. It is cheaper than equals, which a
   * record links at the first call of every run.
   */
  default boolean is(String text) {
    return this instanceof Found found && found.text.equals(text);
  }

  /** The text of the parameter, its words separated by one space: {@code 32768 60999}. */
  record Found(String text) implements Reading {
    /** Returns the text as a number, or empty if it is not a single signed 32-bit number. */
    public OptionalInt number() {
      try {
        return OptionalInt.of(Integer.parseInt(text));
      } catch (NumberFormatException e) {
        return OptionalInt.empty();
      }
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The key or its device does not exist (ENOENT). */
  record Absent() implements Reading {
    @Override
    public String toString() {
      return "absent";
    }
  }

  /**
   * The parameter exists but cannot be read.
   *
   * @param why the kernel's error text
   */
  record Unreadable(String why) implements Reading {
    @Override
    public String toString() {
      return "unreadable (" + why + ")";
    }
  }
}
