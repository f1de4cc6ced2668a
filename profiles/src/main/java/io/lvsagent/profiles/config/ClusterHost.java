package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import java.util.List;
import java.util.Optional;

/** The host for which a cluster is read. */
public interface ClusterHost {
  /** Returns the device that has the address, or empty if the host does not have it. */
  Optional<String> device(Ip ip);

  /** Returns the router by which the host reaches another one, or empty if it needs none. */
  Optional<Ip> router(Ip other);

  /**
   * Returns the hardware addresses of other directors.
   *
   * @param service the director's service
   * @param device where they are asked for
   */
  List<String> peers(String service, String device, List<Ip> directors);

  /** Returns a host of which no more is known than its address. */
  static ClusterHost at(Ip own) {
    return new ClusterHost() {
      @Override
      public Optional<String> device(Ip ip) {
        return ip.equals(own) ? Optional.of("eth0") : Optional.empty();
      }

      @Override
      public Optional<Ip> router(Ip other) {
        return Optional.empty();
      }

      @Override
      public List<String> peers(String service, String device, List<Ip> directors) {
        return List.of("02:00:00:00:00:01");
      }
    };
  }
}
