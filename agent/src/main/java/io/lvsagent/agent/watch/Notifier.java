package io.lvsagent.agent.watch;

import io.lvsagent.iface.libc.UnixDatagrams;
import java.util.Map;
import java.util.Optional;

/** Tells systemd how it goes, as sd_notify(3) does, if systemd asks for it. */
public final class Notifier {
  private final Optional<UnixDatagrams> socket;
  private final long watchdog;
  private String status = "";

  private Notifier(Optional<UnixDatagrams> socket, long watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * Opens the socket that the environment names. It must be called before the thread enters another
   * network namespace, because abstract names belong to one.
   */
  public static Notifier of(Map<String, String> environment) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    boolean isName = name.startsWith("/") || name.startsWith("@");
    String microseconds = environment.getOrDefault("WATCHDOG_USEC", "");
    // the pid in WATCHDOG_PID is that of the launcher, which waits for this process
    boolean isWatched = microseconds.matches("[1-9][0-9]{0,14}");
    return new Notifier(
        isName ? Optional.of(UnixDatagrams.to(name)) : Optional.empty(),
        isWatched ? Long.parseLong(microseconds) * 1000 / 3 : Long.MAX_VALUE);
  }

  /** Returns how often to tell that all is well, in nanoseconds. */
  long watchdog() {
    return watchdog;
  }

  void ready(String text) {
    status = text;
    send("READY=1\nSTATUS=" + text);
  }

  void status(String text) {
    if (!text.equals(status)) {
      status = text;
      send("STATUS=" + text);
    }
  }

  void reloading(long nanos) {
    send("RELOADING=1\nMONOTONIC_USEC=" + nanos / 1000);
  }

  void stopping() {
    send("STOPPING=1");
  }

  void alive() {
    send("WATCHDOG=1");
  }

  private void send(String text) {
    socket.ifPresent(open -> open.send(text));
  }
}
