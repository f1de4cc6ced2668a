package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import java.util.Optional;

/**
 * The result of a route lookup (RTM_GETROUTE without NLM_F_DUMP).
 *
 * @param type RTN_* as in {@link Route}; {@link Route#TYPE_LOCAL} for an address of this host
 */
public record Lookup(int type, String device, Optional<Ip> gateway, Optional<Ip> source) {
  public boolean isLocal() {
    return type == Route.TYPE_LOCAL;
  }
}
