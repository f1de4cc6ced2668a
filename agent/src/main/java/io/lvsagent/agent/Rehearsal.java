package io.lvsagent.agent;

import io.lvsagent.agent.report.Console;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netns.Netns;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the commands so that the class-data archive covers the classes they load. Changes are made
 * in a network namespace that ends with this process; without the right to make one, only commands
 * that change nothing are run.
 */
public final class Rehearsal {
  private static final List<String> READ_ONLY =
      List.of("check", "plan", "plan --profile dr --vip 192.0.2.10", "verify", "status");

  /** The service needs no kernel module. */
  private static final List<String> CHANGING =
      List.of(
          "start web",
          "start web",
          "verify -o json",
          "verify",
          "status",
          "plan",
          "restart web",
          "stop web");

  private Rehearsal() {}

  /** Takes the path of a config with a service {@code web}, and a state folder of its own. */
  public static void main(String[] args) {
    List<String> commands = new ArrayList<>(READ_ONLY);
    if (Netns.enterOwn()) {
      connect();
      commands.addAll(CHANGING);
    }
    OutputStream nowhere = OutputStream.nullOutputStream();
    for (String command : commands) {
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.addAll(List.of("--state", args[1]));
      if (!words.contains("--profile")) {
        words.addAll(List.of("--config", args[0]));
      }
      Main.run(words, new Console(nowhere, nowhere));
    }
  }

  /** Gives the namespace an uplink and a default route, where the kernel can; paths need both. */
  private static void connect() {
    Address own = new Address("eth0", Ip.parse("192.0.2.2"), 24, Scope.GLOBAL, "", false);
    Route out =
        new Route(
            Route.TABLE_MAIN,
            IpPrefix.parse("0.0.0.0/0"),
            0,
            0,
            Route.TYPE_UNICAST,
            Scope.GLOBAL,
            Route.PROTOCOL_OURS,
            "eth0",
            Optional.of(Ip.parse("192.0.2.1")),
            Optional.empty());
    try (Rtnetlink kernel = Rtnetlink.open()) {
      kernel.apply(
          List.of(
              new RtnetlinkRequest.AddLink("eth0", "veth"),
              new RtnetlinkRequest.SetUp("veth0", true),
              new RtnetlinkRequest.SetUp("eth0", true),
              new RtnetlinkRequest.AddAddress(own),
              new RtnetlinkRequest.AddRoute(out)));
    }
  }
}
