package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MessageWriter;

/** One change to the IPVS table; {@code toString} says it as an error line does. */
public sealed interface IpvsEdit {
  /** Its attributes, for the wire. */
  void write(MessageWriter out);

  /** What {@code ipvsadm} takes for the same: {@code -A -t 192.0.2.10:80 -s wlc}. */
  String arguments();

  /** EEXIST where the table has one that matches the same; ENOENT for an unknown scheduler. */
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

  /** Changes it in place, its connections and real servers stay; ESRCH where there is none. */
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

  /** With all its real servers; ESRCH where there is none. */
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

  /** EEXIST where the virtual service has it. */
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

  /** Changes it in place, its connections stay; ENOENT where the virtual service has it not. */
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

  /** ENOENT where the virtual service has it not, ESRCH where there is no such service. */
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

  /** EEXIST where the kernel runs one of this state. */
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

  /** ESRCH where it runs none of this state. */
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
