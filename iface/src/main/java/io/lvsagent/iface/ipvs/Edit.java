package io.lvsagent.iface.ipvs;

/** One change to the IPVS table; {@code toString} says it as an error line does. */
public sealed interface Edit {
  /** EEXIST where the table has one that matches the same; ENOENT for an unknown scheduler. */
  record AddService(VirtualService service) implements Edit {
    @Override
    public String toString() {
      return "add virtual service " + service.match();
    }
  }

  /** Changes it in place, its connections and real servers stay; ESRCH where there is none. */
  record SetService(VirtualService service) implements Edit {
    @Override
    public String toString() {
      return "edit virtual service " + service.match();
    }
  }

  /** With all its real servers; ESRCH where there is none. */
  record DeleteService(Match match) implements Edit {
    @Override
    public String toString() {
      return "delete virtual service " + match;
    }
  }

  /** EEXIST where the virtual service has it. */
  record AddServer(Match match, RealServer server) implements Edit {
    @Override
    public String toString() {
      return "add real server " + server.endpoint() + " to " + match;
    }
  }

  /** Changes it in place, its connections stay; ENOENT where the virtual service has it not. */
  record SetServer(Match match, RealServer server) implements Edit {
    @Override
    public String toString() {
      return "edit real server " + server.endpoint() + " of " + match;
    }
  }

  /** ENOENT where the virtual service has it not, ESRCH where there is no such service. */
  record DeleteServer(Match match, Endpoint endpoint) implements Edit {
    @Override
    public String toString() {
      return "delete real server " + endpoint + " from " + match;
    }
  }

  record SetTimeouts(Timeouts timeouts) implements Edit {
    @Override
    public String toString() {
      return "set timeouts";
    }
  }

  /** EEXIST where the kernel runs one of this state. */
  record StartDaemon(SyncDaemon daemon) implements Edit {
    @Override
    public String toString() {
      return "start sync daemon " + daemon.state() + " on " + daemon.device();
    }
  }

  /** ESRCH where it runs none of this state. */
  record StopDaemon(SyncDaemon.State state) implements Edit {
    @Override
    public String toString() {
      return "stop sync daemon " + state;
    }
  }
}
