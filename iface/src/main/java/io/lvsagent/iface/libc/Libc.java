package io.lvsagent.iface.libc;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Functions of the C library. Each returns its result or minus errno. Buffers are direct; the C
 * function gets the bytes from position to limit, and neither is changed.
 */
public final class Libc {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int O_RDONLY = 0;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_NONBLOCK = 0x800;
  public static final int CLONE_NEWNET = 0x40000000;

  private static final int SO_ATTACH_FILTER = 26;

  static final Invoker INVOKER = Invoker.getInstance();
  private static final MemoryIO MEMORY = MemoryIO.getInstance();
  private static final Library LIBRARY = Library.getDefault();
  static final CallContext[] BY_ARITY = contexts();
  private static final long SOCKET = symbol("socket");
  private static final long BIND = symbol("bind");
  private static final long GETSOCKNAME = symbol("getsockname");
  private static final long SETSOCKOPT = symbol("setsockopt");
  private static final long GETSOCKOPT = symbol("getsockopt");
  private static final long SEND = symbol("send");
  private static final long RECVFROM = symbol("recvfrom");
  private static final long IOCTL = symbol("ioctl");
  private static final long CLOSE = symbol("close");
  private static final long OPEN = symbol("open");
  private static final long SETNS = symbol("setns");
  private static final long UNSHARE = symbol("unshare");
  private static final long GETEUID = symbol("geteuid");

  private Libc() {}

  public static int family(boolean v6) {
    return v6 ? AF_INET6 : AF_INET;
  }

  public static int socket(int domain, int type, int protocol) {
    return outcome(INVOKER.invokeN3(BY_ARITY[3], SOCKET, domain, type, protocol));
  }

  public static int bind(int fd, ByteBuffer address) {
    int length = address.remaining();
    return outcome(INVOKER.invokeN3(BY_ARITY[3], BIND, fd, at(address), length), address);
  }

  public static int getsockname(int fd, ByteBuffer address) {
    ByteBuffer length = lengthOf(address);
    return outcome(
        INVOKER.invokeN3(BY_ARITY[3], GETSOCKNAME, fd, at(address), at(length)), address, length);
  }

  public static int setsockopt(int fd, int level, int option, ByteBuffer value) {
    return outcome(
        INVOKER.invokeN5(BY_ARITY[5], SETSOCKOPT, fd, level, option, at(value), value.remaining()),
        value);
  }

  /**
   * Attaches a classic BPF program, after which the socket receives only what the program accepts.
   *
   * @param program struct sock_filter (linux/filter.h), 8 bytes for each instruction
   */
  public static int attachFilter(int fd, ByteBuffer program) {
    int pointer = Type.POINTER.size();
    ByteBuffer fprog = NativeBuffer.allocate(2 * pointer);
    fprog.putShort(0, (short) (program.remaining() / Long.BYTES));
    putPointer(fprog, pointer, program);
    int outcome = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, fprog);
    Reference.reachabilityFence(program);
    return outcome;
  }

  public static int getsockopt(int fd, int level, int option, ByteBuffer value) {
    ByteBuffer length = lengthOf(value);
    return outcome(
        INVOKER.invokeN5(BY_ARITY[5], GETSOCKOPT, fd, level, option, at(value), at(length)),
        value,
        length);
  }

  public static int send(int fd, ByteBuffer message, int flags) {
    int length = message.remaining();
    return outcome(INVOKER.invokeN4(BY_ARITY[4], SEND, fd, at(message), length, flags), message);
  }

  /**
   * Receives a message.
   *
   * @param from receives the sender's address
   * @param fromLength one int: the size of {@code from} before the call, the length of the address
   *     after it
   */
  public static int recvfrom(
      int fd, ByteBuffer message, int flags, ByteBuffer from, ByteBuffer fromLength) {
    long into = at(message);
    int room = message.remaining();
    long result =
        INVOKER.invokeN6(BY_ARITY[6], RECVFROM, fd, into, room, flags, at(from), at(fromLength));
    return outcome(result, message, from, fromLength);
  }

  public static int ioctl(int fd, int request, ByteBuffer argument) {
    return outcome(INVOKER.invokeN3(BY_ARITY[3], IOCTL, fd, request, at(argument)), argument);
  }

  /** The same with an argument that points to more data. */
  public static int ioctl(int fd, int request, ByteBuffer argument, int at, ByteBuffer more) {
    putPointer(argument, at, more);
    int outcome = ioctl(fd, request, argument);
    Reference.reachabilityFence(more);
    return outcome;
  }

  private static void putPointer(ByteBuffer into, int at, ByteBuffer target) {
    if (Type.POINTER.size() == Long.BYTES) {
      into.putLong(at, at(target));
    } else {
      into.putInt(at, (int) at(target));
    }
  }

  public static int close(int fd) {
    return outcome(INVOKER.invokeN1(BY_ARITY[1], CLOSE, fd));
  }

  public static int open(String path, int flags) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    ByteBuffer string = ByteBuffer.allocateDirect(bytes.length + 1).put(bytes).put((byte) 0).flip();
    return outcome(INVOKER.invokeN2(BY_ARITY[2], OPEN, at(string), flags), string);
  }

  /** Moves the calling thread, and no other, to the namespace of an open file. */
  public static int setns(int fd, int kind) {
    return outcome(INVOKER.invokeN2(BY_ARITY[2], SETNS, fd, kind));
  }

  /** Moves the calling thread, and no other, to a new namespace. */
  public static int unshare(int kind) {
    return outcome(INVOKER.invokeN1(BY_ARITY[1], UNSHARE, kind));
  }

  /** Returns the effective user id of the calling thread. It never fails. */
  public static int geteuid() {
    return (int) INVOKER.invokeN0(BY_ARITY[0], GETEUID);
  }

  /**
   * Keeps the buffers from being collected until the C function has returned. The cast is needed
   * because the upper half of a register that returns a C int is undefined.
   */
  static int outcome(long result, ByteBuffer... buffers) {
    for (ByteBuffer buffer : buffers) {
      Reference.reachabilityFence(buffer);
    }
    return (int) result == -1 ? -LastError.getInstance().get() : (int) result;
  }

  static long at(ByteBuffer buffer) {
    return MEMORY.getDirectBufferAddress(buffer) + buffer.position();
  }

  private static ByteBuffer lengthOf(ByteBuffer buffer) {
    return NativeBuffer.allocate(Integer.BYTES).putInt(0, buffer.remaining());
  }

  static long symbol(String name) {
    long address = LIBRARY.getSymbolAddress(name);
    if (address == 0) {
      throw new UnsatisfiedLinkError(name + " is not in the C library");
    }
    return address;
  }

  /** Register-wide parameters and results fit both int and pointer on every Linux ABI. */
  private static CallContext[] contexts() {
    CallContext[] contexts = new CallContext[7];
    for (int arity = 0; arity < contexts.length; arity++) {
      Type[] parameters = new Type[arity];
      Arrays.fill(parameters, Type.SLONG);
      contexts[arity] = new CallContext(Type.SLONG, parameters);
    }
    return contexts;
  }
}
