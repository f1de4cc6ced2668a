package io.lvsagent.iface.libc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends datagrams to a socket of AF_UNIX, which the JDK cannot. */
public final class UnixDatagrams implements AutoCloseable {
  private final int fd;
  private final ByteBuffer address;

  private UnixDatagrams(int fd, ByteBuffer address) {
    this.fd = fd;
    this.address = address;
  }

  /**
   * Opens a socket in the network namespace of the calling thread, to which abstract names belong.
   *
   * @param name a path, or {@code @} and an abstract name
   */
  public static UnixDatagrams to(String name) {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = name.startsWith("@");
    // struct sockaddr_un; an abstract name begins with a NUL and ends with the address
    ByteBuffer address = NativeBuffer.allocate(Short.BYTES + path.length + (isAbstract ? 0 : 1));
    address.putShort((short) Libc.AF_UNIX).put(path).rewind();
    if (isAbstract) {
      address.put(Short.BYTES, (byte) 0);
    }
    int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    return new UnixDatagrams(fd, address);
  }

  /** Returns true if the message was sent. */
  public boolean send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = NativeBuffer.allocate(bytes.length).put(bytes).rewind();
    return fd >= 0 && Descriptors.sendto(fd, message, address) >= 0;
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
