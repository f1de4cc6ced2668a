package io.lvsagent.iface.ipvs;

/** The packets that a virtual service takes, which identify it in the table. */
public sealed interface ServiceMatch {
  boolean isV6();

  /**
   * Parses the text of {@code toString}: {@code tcp 192.0.2.10:80}, {@code fwmark 1} or {@code
   * fwmark 1 ipv6}. Throws IllegalArgumentException.
   */
  static ServiceMatch parse(String text) {
    String[] words = text.split(" ", -1);
    boolean v6 = words.length == 3 && words[2].equals("ipv6");
    if (words[0].equals("fwmark") && (words.length == 2 || v6)) {
      return new Mark(mark(words[1]), v6);
    }
    for (Protocol protocol : Protocol.values()) {
      if (words.length == 2 && words[0].equals(protocol.toString())) {
        return new Listener(protocol, Endpoint.parse(words[1]));
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is not a virtual service");
  }

  /** Parses decimal digits without a leading zero. */
  private static long mark(String text) {
    if (!text.matches("[1-9][0-9]{0,9}")) {
      throw new IllegalArgumentException("fwmark \"" + text + "\" is not in 1..4294967295");
    }
    return Long.parseLong(text);
  }

  /** Matches protocol, address and port. Port 0 takes every port and needs persistence. */
  record Listener(Protocol protocol, Endpoint endpoint) implements ServiceMatch {
    @Override
    public boolean isV6() {
      return endpoint.ip().isV6();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Listener listener
          && protocol == listener.protocol
          && endpoint.equals(listener.endpoint);
    }

    @Override
    public int hashCode() {
      return 31 * endpoint.hashCode() + protocol.ordinal();
    }

    @Override
    public String toString() {
      return protocol + " " + endpoint;
    }
  }

  /**
   * Matches a firewall mark.
   *
   * @param mark 1 to 4294967295
   */
  record Mark(long mark, boolean isV6) implements ServiceMatch {
    public Mark {
      if (mark < 1 || mark > 0xffff_ffffL) {
        throw new IllegalArgumentException("fwmark " + mark + " is not in 1..4294967295");
      }
    }

    @Override
    public String toString() {
      return "fwmark " + mark + (isV6 ? " ipv6" : "");
    }
  }
}
