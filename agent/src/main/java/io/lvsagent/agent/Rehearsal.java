package io.lvsagent.agent;

import io.lvsagent.agent.report.Console;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.libc.Signals;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netns.Netns;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

  private static final String WATCH = "watch web --repair --interval 0.05 -o json";

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
          WATCH,
          "stop web");

  private static final Ip VIP = Ip.parse("192.0.2.10");

  /** How long the watch is fought, in nanoseconds. */
  private static final long FIGHT = 10_000_000_000L;

  /** The first run after an installation waits for the rehearsal, and a boot for that run. */
  private static final long LIMIT_MILLIS = 120_000;

  private Rehearsal() {}

  /** Takes the path of a config with a service {@code web}, and a state folder of its own. */
  public static void main(String[] args) {
    Thread limit = new Thread(Rehearsal::endInTime);
    limit.setDaemon(true);
    limit.start();
    try {
      run(args);
    } finally {
      limit.interrupt();
    }
  }

  private static void endInTime() {
    try {
      Thread.sleep(LIMIT_MILLIS);
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException ended) {
      // in time
    }
  }

  private static void run(String[] args) {
    List<String> commands = new ArrayList<>(READ_ONLY);
    if (Netns.enterOwn()) {
      connect();
      commands.addAll(CHANGING);
    }
    OutputStream nowhere = OutputStream.nullOutputStream();
    for (String command : commands) {
      if (command.equals(WATCH)) {
        watch(words(command, args));
      } else {
        Main.run(words(command, args), new Console(nowhere, nowhere));
      }
    }
  }

  private static List<String> words(String command, String[] args) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("--state", args[1]));
    if (!words.contains("--profile")) {
      words.addAll(List.of("--config", args[0]));
    }
    return words;
  }

  /** Watches while the VIP is deleted again and again. */
  private static void watch(List<String> words) {
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    // a thread is born into the namespace of the one that starts it
    Thread foe = new Thread(() -> fight(events));
    foe.setDaemon(true);
    foe.start();
    Main.run(words, new Console(events, OutputStream.nullOutputStream()));
    foe.interrupt();
  }

  /** Fights until there is a conflict, and ends the watch, also where the kernel refuses. */
  private static void fight(ByteArrayOutputStream events) {
    try {
      try (Rtnetlink kernel = Rtnetlink.open()) {
        delete(kernel, events);
      } catch (NetlinkException refused) {
        // the archive lacks what a conflict loads
      }
      // the watch hears no signal before its first event
      while (!heard(events, "event")) {
        Thread.sleep(20);
      }
      Signals.raise("TERM");
    } catch (InterruptedException ended) {
      // the watch has ended by itself
    }
  }

  private static void delete(Rtnetlink kernel, ByteArrayOutputStream events)
      throws InterruptedException {
    long end = System.nanoTime() + FIGHT;
    Address vip = new Address("lo", VIP, 32, Scope.GLOBAL, "", false);
    while (!heard(events, "conflict") && System.nanoTime() < end) {
      boolean isUp = kernel.addresses(false, "lo").stream().anyMatch(a -> a.ip().equals(VIP));
      if (isUp && heard(events, "ready")) {
        kernel.apply(List.of(new RtnetlinkRequest.DeleteAddress(vip)));
      }
      Thread.sleep(20);
    }
  }

  private static boolean heard(ByteArrayOutputStream events, String event) {
    return events.toString(StandardCharsets.UTF_8).contains('"' + event + '"');
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
