package io.lvsagent.agent.probe;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.wire.Mac;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The answers for one VIP on one device.
 *
 * @param summary a clause about who answers
 * @param well false if the answers for the VIP are not as they should be
 */
public record Probed(
    String service,
    Ip vip,
    String device,
    List<Answer> answers,
    List<Server> servers,
    String summary,
    boolean well) {
  /**
   * A host that answers for the VIP.
   *
   * @param why more about it, or empty
   */
  public record Answer(Mac mac, boolean expected, String why) {}

  /** The result for one real server. */
  public enum Result {
    SERVES,
    REFUSES,
    UNREACHABLE,
    SILENT,
    WRONG_SOURCE,
    NOT_ASKED;

    @Override
    public String toString() {
      String text = name().toLowerCase(Locale.ROOT);
      return this == NOT_ASKED ? text.replace('_', ' ') : text.replace('_', '-');
    }
  }

  /**
   * A real server.
   *
   * @param port the port that it was asked for
   * @param mss the option of that name in its answer
   * @param nanos the time until its answer
   * @param why the reason of the result, or what else was noticed, or empty
   * @param well false if something is wrong with it
   */
  public record Server(
      Ip server,
      String method,
      int port,
      Result result,
      Optional<Integer> mss,
      Optional<Long> nanos,
      String why,
      boolean well) {
    /** Creates a result without an answer that could be measured. */
    static Server of(ServerTarget target, Result result, String why) {
      boolean well = result == Result.SERVES || result == Result.NOT_ASKED;
      return new Server(
          target.rip(),
          target.server().method().toString(),
          target.destinationPort(),
          result,
          Optional.empty(),
          Optional.empty(),
          why,
          well);
    }
  }

  /** Returns true if nothing is wrong with the VIP and its real servers. */
  public boolean isWell() {
    return well && servers.stream().allMatch(Server::well);
  }
}
