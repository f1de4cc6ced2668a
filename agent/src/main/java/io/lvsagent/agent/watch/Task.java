package io.lvsagent.agent.watch;

import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.profiles.config.Service;
import java.util.List;

/** The services to watch, as the command line and the config name them. */
public interface Task {
  List<Service> services();

  String origin();

  /** Returns true if the services are all of their origin. */
  boolean all();

  /** Returns the request by which {@code start --unless-stopped} would start them. */
  RunRequest toStart(Ledger ledger);
}
