package io.lvsagent.agent.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests from a client to a VIP without pause. They are UDP, so that none is repeated.
 * Whoever has the VIP answers.
 */
public final class Traffic implements AutoCloseable {
  private static final int PORT = 7777;
  private static final long PAUSE = 5_000_000;

  private final List<DatagramSocket> sockets = new ArrayList<>();
  private final List<Long> sent = Collections.synchronizedList(new ArrayList<>());
  private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
  private volatile int latest = -1;
  private volatile boolean done;

  public Traffic(Pair pair, String vip) {
    for (Bench bench : List.of(pair.first(), pair.second())) {
      DatagramSocket server = bench.host().call(() -> new DatagramSocket(PORT));
      sockets.add(server);
      start(() -> answer(server));
    }
    DatagramSocket client = pair.client().call(() -> new DatagramSocket());
    sockets.add(client);
    start(() -> hear(client));
    start(() -> ask(client, vip));
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // at the end of the test
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void answer(DatagramSocket server) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[Integer.BYTES], Integer.BYTES);
    while (true) {
      server.receive(packet);
      server.send(packet);
    }
  }

  private void hear(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[Integer.BYTES], Integer.BYTES);
    while (true) {
      client.receive(packet);
      int number = ByteBuffer.wrap(packet.getData()).getInt();
      answered.add(number);
      latest = number;
    }
  }

  private void ask(DatagramSocket client, String vip) throws IOException {
    InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(vip), PORT);
    while (!done) {
      byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(sent.size()).array();
      sent.add(System.nanoTime());
      try {
        client.send(new DatagramPacket(number, number.length, to));
      } catch (IOException unreachable) {
        // the kernel says so of an earlier one; this one is lost
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** Waits for this number of further answers. */
  public void await(int more) {
    int before = answered.size();
    Patience.until(more + " answers", () -> answered.size() >= before + more);
  }

  /**
   * Ends the traffic, and returns the nanoTime of each request that was not answered. Requests and
   * answers keep their order, so no answer to a request before the last answered one is missing.
   */
  public List<Long> lost() {
    int last = sent.size();
    Patience.until("an answer to a later request", () -> latest >= last);
    done = true;
    List<Long> lost = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      if (!answered.contains(i)) {
        lost.add(sent.get(i));
      }
    }
    return lost;
  }

  @Override
  public void close() {
    done = true;
    sockets.forEach(DatagramSocket::close);
  }
}
