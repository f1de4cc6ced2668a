package io.lvsagent.iface.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers for the C library and the kernel: direct and in the machine's byte order. */
public final class NativeBuffer {
  private NativeBuffer() {}

  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
