package io.lvsagent.profiles.config;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.profile.Profile;
import java.util.Locale;

/** The forwarding method of a cluster, which decides about the profiles of its hosts. */
enum ClusterMethod {
  DR(Forwarding.DIRECT),
  TUN(Forwarding.TUNNEL),
  NAT(Forwarding.MASQUERADE);

  private final Forwarding forwarding;

  ClusterMethod(Forwarding forwarding) {
    this.forwarding = forwarding;
  }

  /** Returns the usual profile of a real server. */
  String realServer() {
    return toString();
  }

  /** Returns the usual profile of a director. */
  String director() {
    return "director-" + this;
  }

  /** Returns true if hosts with this profile can take part. */
  boolean takes(Profile profile) {
    if (profile.role() == Role.DIRECTOR) {
      return profile.forwarding().filter(forwarding::equals).isPresent();
    }
    boolean answersThroughDirector = !profile.gateway().isEmpty();
    return switch (this) {
      case DR -> !profile.makesDevice() && !answersThroughDirector;
      case TUN -> profile.makesDevice();
      case NAT -> answersThroughDirector;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
