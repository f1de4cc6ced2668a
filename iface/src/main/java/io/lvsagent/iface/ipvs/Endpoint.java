package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.Ip;

/**
 * An address and a port.
 *
 * @param port 0 to 65535; 0 is every port, or the port that the client connected to
 */
public record Endpoint(Ip ip, int port) {
  private static final int LAST_PORT = 65_535;

  public Endpoint {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 0.." + LAST_PORT);
    }
  }

  /** Parses {@code 192.0.2.10:80} or {@code [2001:db8::10]:80}. Throws IllegalArgumentException. */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && colon > 0 && text.charAt(colon - 1) == ']';
    if (colon < 0 || !bracketed && text.indexOf(':') != colon) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not ADDRESS:PORT, such as 192.0.2.10:80 or [2001:db8::10]:80");
    }
    Ip ip = Ip.parse(bracketed ? text.substring(1, colon - 1) : text.substring(0, colon));
    if (ip.isV6() != bracketed) {
      throw new IllegalArgumentException("\"" + text + "\": only IPv6 addresses take brackets");
    }
    return new Endpoint(ip, port(text.substring(colon + 1)));
  }

  /**
   * Parses a port from 0 to 65535, in decimal digits without a leading zero. Throws
   * IllegalArgumentException.
   */
  public static int port(String text) {
    int port = Ip.number(text, 5);
    if (port < 0 || port > LAST_PORT) {
      boolean isName = !text.isEmpty() && Character.isLetter(text.charAt(0));
      throw new IllegalArgumentException(
          "port \""
              + text
              + (isName
                  ? "\" is a name, and names are not resolved: write its number, such as 80"
                  : "\" is not in 0.." + LAST_PORT));
    }
    return port;
  }

  /** Written out because a record's own method is linked at every start of the JVM. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Endpoint endpoint && port == endpoint.port && ip.equals(endpoint.ip);
  }

  @Override
  public int hashCode() {
    return 31 * ip.hashCode() + port;
  }

  @Override
  public String toString() {
    return (ip.isV6() ? "[" + ip + "]" : ip) + ":" + port;
  }
}
