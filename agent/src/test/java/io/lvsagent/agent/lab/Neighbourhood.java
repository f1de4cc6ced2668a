package io.lvsagent.agent.lab;

import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.PacketSockets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Listens and sends on the peer's side: ARP and neighbour discovery. */
public final class Neighbourhood implements AutoCloseable {
  private final PacketSocket ear;
  private final PacketSocket mouth;

  public Neighbourhood(Bench bench) {
    ear = bench.peer().call(() -> new PacketSockets().toListen(link()));
    mouth = bench.peer().call(() -> new PacketSockets().toSend(link()));
  }

  private static Link link() {
    try (Rtnetlink kernel = Rtnetlink.open()) {
      return kernel.links().stream().filter(l -> l.name().equals("eth0")).findFirst().orElseThrow();
    }
  }

  private record Said(long millis, Frame frame) {}

  /** The result of a run, and the frames that were heard meanwhile. */
  public record Heard(Run run, long began, List<Said> said) {
    /** Returns when a frame was heard, in milliseconds after the run began. */
    public List<Long> times(Frame frame) {
      return said.stream().filter(s -> s.frame.equals(frame)).map(s -> s.millis - began).toList();
    }

    public List<Frame> all() {
      return said.stream().map(Said::frame).toList();
    }
  }

  public Heard during(Callable<Run> work) {
    while (ear.heard().isPresent()) {
      // what was said before
    }
    long began = System.nanoTime() / 1_000_000;
    CompletableFuture<Run> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    List<Said> said = new ArrayList<>();
    boolean done;
    do {
      done = running.isDone();
      for (Optional<Frame> f = ear.heard(); f.isPresent(); f = ear.heard()) {
        said.add(new Said(System.nanoTime() / 1_000_000, f.get()));
      }
      Thread.onSpinWait();
    } while (!done);
    return new Heard(running.join(), began, said);
  }

  /** Sends a frame to the host. */
  public void tell(Frame.Sendable frame) {
    mouth.send(frame);
  }

  @Override
  public void close() {
    ear.close();
    mouth.close();
  }
}
