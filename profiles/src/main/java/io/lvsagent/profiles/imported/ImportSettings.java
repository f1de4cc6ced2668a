package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.Optional;

/**
 * What the command line adds to a foreign text.
 *
 * @param device the device of VIPs for which the text names none
 * @param cluster the director's own address, for a config that serves the real servers, too
 * @param realServers true if the services of the real servers are to be printed as well
 * @param configId the name by which keepalived takes conditional lines
 */
public record ImportSettings(
    Optional<String> device, Optional<Ip> cluster, boolean realServers, String configId) {
  /** Returns settings with a device and perhaps a director; throws ConfigException. */
  public static ImportSettings of(Optional<String> device, Optional<String> cluster) {
    Optional<Node> director = cluster.map(text -> new Node.Scalar(Place.of("--cluster"), text));
    return new ImportSettings(device, director.map(node -> node.parsed(Ip::parse)), false, "");
  }

  public ImportSettings withRealServers() {
    return new ImportSettings(device, cluster, true, configId);
  }

  public ImportSettings withConfigId(String id) {
    return new ImportSettings(device, cluster, realServers, id);
  }
}
