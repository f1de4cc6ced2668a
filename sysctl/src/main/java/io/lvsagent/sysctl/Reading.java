package io.lvsagent.sysctl;

import java.util.OptionalInt;

/** What reading a kernel parameter gave. */
public sealed interface Reading {
  /** Whether it is there with this text; for what is asked by every run, equality is too dear. */
  default boolean says(String text) {
    return this instanceof Found found && found.text.equals(text);
  }

  /** Its words with one space between them: {@code 1}, {@code 32768 60999}. */
  record Found(String text) implements Reading {
    /** Empty where the text is not one 32-bit number: the parameter cannot be compared. */
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

  /** No such key or device (ENOENT). */
  record Absent() implements Reading {
    @Override
    public String toString() {
      return "absent";
    }
  }

  /** It is there and cannot be read; why, as the kernel says it. */
  record Unreadable(String why) implements Reading {
    @Override
    public String toString() {
      return "unreadable (" + why + ")";
    }
  }
}
