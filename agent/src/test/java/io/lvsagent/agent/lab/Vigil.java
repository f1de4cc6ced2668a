package io.lvsagent.agent.lab;

import io.lvsagent.iface.netns.Netns;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * A neighbour that asks for a VIP and for the host's own address without pause. Meanwhile a program
 * on the host sends from the VIP to ever new neighbours, so that the host must ask for their
 * hardware addresses.
 */
public final class Vigil implements AutoCloseable {
  /** A tenth of what a script needs from one line to the next; without it a processor is busy. */
  private static final int PAUSE = 20_000;

  private final Bench bench;
  private final String vip;
  private final Wire wire;
  private final List<Arp> ofVip = new CopyOnWriteArrayList<>();

  public Vigil(Bench bench, String vip) {
    this.bench = bench;
    this.vip = vip;
    wire = Wire.of(bench);
  }

  /**
   * The ARP messages on the wire.
   *
   * @param ofVip those of the host with the VIP as sender: answers for it, or requests from it
   * @param forRip how often the host answered for its own address
   * @param asked how often the host was asked for each address
   */
  public record Heard(List<Arp> ofVip, int forRip, int asked) {}

  /** Runs a task on another thread, returns what was heard meanwhile, and throws what it throws. */
  public Heard during(Callable<?> work) {
    FutureTask<?> doing = new FutureTask<>(work);
    Thread worker = new Thread(doing);
    Thread talker = new Thread(() -> talk(doing));
    worker.start();
    talker.start();
    ofVip.clear();
    int forRip = 0;
    int asked = 0;
    do {
      wire.ask(vip);
      wire.ask(Bench.RIP);
      asked++;
      forRip += hear(wire.heard());
      LockSupport.parkNanos(PAUSE);
    } while (!doing.isDone());
    forRip += hear(wire.settled());
    try {
      talker.join();
      doing.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Heard(List.copyOf(ofVip), forRip, asked);
  }

  /** Returns the messages of the host with the VIP as sender so far. */
  public List<Arp> ofVip() {
    return ofVip;
  }

  private int hear(List<Arp> heard) {
    int forRip = 0;
    for (Arp arp : heard) {
      if (arp.sender().equals(vip)) {
        ofVip.add(arp);
      } else if (!arp.request() && arp.sender().equals(Bench.RIP)) {
        forRip++;
      }
    }
    return forRip;
  }

  private void talk(FutureTask<?> until) {
    Netns.enter(bench.host().name());
    for (int i = 0; !until.isDone(); i++) {
      say("192.0.2." + (100 + i % 100));
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Sends from the VIP, if it is there. */
  private void say(String to) {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(vip, 0))) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(to), 9));
    } catch (IOException e) {
      // the VIP is not there now, or has just gone
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
