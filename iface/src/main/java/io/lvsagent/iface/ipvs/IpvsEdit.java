package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MessageWriter;

/** A change to the IPVS table. {@code toString} describes it as errors show it. */
public sealed interface IpvsEdit {
  /** Writes the command and its attributes. */
  void write(MessageWriter out);

  /**
   * Returns the arguments of {@code ipvsadm} for the same change: {@code -A -t 192.0.2.10:80 -s
   * wlc}.
   */
  String arguments();

  /**
   * Adds a virtual service. Refused with EEXIST if the table has one with the same match, and with
   * ENOENT if the scheduler is unknown.
   */
  record AddService(VirtualService service) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_NEW_SERVICE);
      SvcAttr.write(out, service, this);
    }

    @Override
    public String arguments() {
      return "-A " + service;
    }

    @Override
    public String toString() {
      return "add virtual service " + service.match();
    }
  }

  /**
   * Asks for the scheduler and the engine of a virtual service, and changes nothing. Refused with
   * ENOENT if the kernel has neither them nor their modules, and otherwise with EINVAL: it looks
   * them up before it refuses a prefix length of 0 (ip_vs_add_service in ip_vs_ctl.c).
   */
  record Probe(VirtualService service) implements IpvsEdit {
    static final ServiceMatch NOWHERE = ServiceMatch.parse("fwmark 4294967295 ipv6");

    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_NEW_SERVICE);
      SvcAttr.writeProbe(out, NOWHERE, service);
    }

    @Override
    public String arguments() {
      return "-A " + service;
    }

    @Override
    public String toString() {
      return "ask for scheduler " + service.scheduler();
    }
  }

  /**
   * Changes a virtual service in place; its connections and real servers stay. Refused with ESRCH
   * if there is none.
   */
  record SetService(VirtualService service) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_SET_SERVICE);
      SvcAttr.write(out, service, this);
    }

    @Override
    public String arguments() {
      return "-E " + service;
    }

    @Override
    public String toString() {
      return "edit virtual service " + service.match();
    }
  }

  /** Deletes a virtual service and its real servers. Refused with ESRCH if there is none. */
  record DeleteService(ServiceMatch match) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_DEL_SERVICE);
      SvcAttr.writeMatch(out, match);
    }

    @Override
    public String arguments() {
      return "-D " + IpvsadmText.match(match);
    }

    @Override
    public String toString() {
      return "delete virtual service " + match;
    }
  }

  /** Adds a real server. Refused with EEXIST if the virtual service has it. */
  record AddServer(ServiceMatch match, RealServer server) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_NEW_DEST);
      SvcAttr.writeMatch(out, match);
      DestAttr.write(out, server);
    }

    @Override
    public String arguments() {
      return "-a " + IpvsadmText.match(match) + " " + server;
    }

    @Override
    public String toString() {
      return "add real server " + server.endpoint() + " to " + match;
    }
  }

  /**
   * Changes a real server in place; its connections stay. Refused with ENOENT if the virtual
   * service does not have it.
   */
  record SetServer(ServiceMatch match, RealServer server) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_SET_DEST);
      SvcAttr.writeMatch(out, match);
      DestAttr.write(out, server);
    }

    @Override
    public String arguments() {
      return "-e " + IpvsadmText.match(match) + " " + server;
    }

    @Override
    public String toString() {
      return "edit real server " + server.endpoint() + " of " + match;
    }
  }

  /**
   * Deletes a real server. Refused with ENOENT if the virtual service does not have it, and with
   * ESRCH if there is no such virtual service.
   */
  record DeleteServer(ServiceMatch match, Endpoint endpoint) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_DEL_DEST);
      SvcAttr.writeMatch(out, match);
      DestAttr.writeEndpoint(out, endpoint);
    }

    @Override
    public String arguments() {
      return "-d " + IpvsadmText.match(match) + " -r " + endpoint;
    }

    @Override
    public String toString() {
      return "delete real server " + endpoint + " from " + match;
    }
  }

  record SetTimeouts(Timeouts timeouts) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_SET_CONFIG);
      TimeoutAttr.write(out, timeouts);
    }

    @Override
    public String arguments() {
      return "--set " + timeouts;
    }

    @Override
    public String toString() {
      return "set timeouts";
    }
  }

  /** Starts a sync daemon. Refused with EEXIST if one of this state is running. */
  record StartDaemon(SyncDaemon daemon) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_NEW_DAEMON);
      DaemonAttr.write(out, daemon);
    }

    @Override
    public String arguments() {
      return "--start-daemon " + daemon;
    }

    @Override
    public String toString() {
      return "start sync daemon " + daemon.state() + " on " + daemon.device();
    }
  }

  /** Stops the sync daemon of this state. Refused with ESRCH if none is running. */
  record StopDaemon(SyncDaemon.State state) implements IpvsEdit {
    @Override
    public void write(MessageWriter out) {
      IpvsCmd.write(out, IpvsCmd.IPVS_CMD_DEL_DAEMON);
      DaemonAttr.writeState(out, state);
    }

    @Override
    public String arguments() {
      return "--stop-daemon " + state;
    }

    @Override
    public String toString() {
      return "stop sync daemon " + state;
    }
  }
}
