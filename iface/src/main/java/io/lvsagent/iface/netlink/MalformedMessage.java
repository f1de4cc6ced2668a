package io.lvsagent.iface.netlink;

/** Bytes that are no message; {@link Conversation} adds what was asked. */
public final class MalformedMessage extends RuntimeException {
  public MalformedMessage(String what) {
    super(what);
  }
}
