package io.lvsagent.iface.netlink;

/**
 * Thrown for an answer that cannot be parsed. {@link Conversation} turns it into a {@link
 * NetlinkException} that names the request.
 */
public final class MalformedMessage extends RuntimeException {
  public MalformedMessage(String message) {
    super(message);
  }
}
