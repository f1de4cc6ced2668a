package io.lvsagent.agent.ledger;

import java.util.List;

/**
 * A service that was started in this boot.
 *
 * @param origin the path of the config, or {@code command line}
 * @param vips as the config has them, with prefix lengths where they are not host addresses
 * @param up false after a stop by hand: then it is expected to be stopped
 */
public record Started(
    String name, String profile, String role, String origin, List<String> vips, boolean up) {
  public Started stopped() {
    return new Started(name, profile, role, origin, vips, false);
  }
}
