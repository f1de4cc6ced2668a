package io.lvsagent.agent.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A start that is taken back unless somebody confirms it. It is in a file beside the ledger, so
 * that whoever comes after a process that was killed can take it back.
 *
 * @param deadline in milliseconds since the host booted, which no correction of the clock moves
 * @param services the names of the services of the start
 * @param undo the ledger before the start, with each value that the start changes as a pending
 *     change: what it was, and what it became
 */
public record Unconfirmed(long deadline, List<String> services, Ledger undo) {
  private static final String HEAD = "lvs-agent-unconfirmed\t";
  private static final String SEPARATOR = " ";

  /** Returns the same until {@code seconds} from now. */
  public Unconfirmed lasting(int seconds) {
    return new Unconfirmed(now() + seconds * 1000L, services, undo);
  }

  Unconfirmed undoing(Ledger before) {
    return new Unconfirmed(deadline, services, before);
  }

  public boolean isOverdue() {
    return left() <= 0;
  }

  /** Returns the seconds that are left, at least 0. */
  public long left() {
    return Math.max(0, deadline - now() + 999) / 1000;
  }

  private static long now() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime"));
      return (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1000);
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.NOT_WRITABLE, "cannot tell the time: " + e.getMessage());
    }
  }

  void write(LedgerText.Target target) throws IOException {
    target.write(HEAD + deadline + "\t" + String.join(SEPARATOR, services) + "\n");
    LedgerText.write(undo, target);
  }

  /** Throws LedgerException with reason DAMAGED, whose message names the path. */
  static Unconfirmed read(String text, String path) {
    int end = text.indexOf('\n');
    String[] head = end < 0 ? new String[0] : text.substring(0, end).split("\t", -1);
    if (head.length != 3 || !text.startsWith(HEAD) || !head[1].matches("[0-9]{1,18}")) {
      throw new LedgerException(
          LedgerException.Reason.DAMAGED,
          path + ": is damaged: move it away, then run lvs-agent start or lvs-agent stop");
    }
    List<String> services = head[2].isEmpty() ? List.of() : List.of(head[2].split(SEPARATOR));
    Ledger undo = LedgerText.read(text.substring(end + 1), path);
    return new Unconfirmed(Long.parseLong(head[1]), services, undo);
  }
}
