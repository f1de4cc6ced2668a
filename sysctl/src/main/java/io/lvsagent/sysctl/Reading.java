package io.lvsagent.sysctl;

/** What reading a kernel parameter gave. */
public sealed interface Reading {
  /** Its text without surrounding white space; {@code 1}, or several words separated by a space. */
  record Found(String text) implements Reading {}

  /** No such key or device (ENOENT). */
  record Absent() implements Reading {}

  /** It is there and cannot be read; why, as the kernel says it. */
  record Unreadable(String why) implements Reading {}
}
