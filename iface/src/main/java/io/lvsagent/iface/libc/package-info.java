/**
 * The few functions of the C library that the Java library lacks, called by jffi.
 *
 * <p>jffi's {@code Invoker} is used as it is: generated interfaces (jnr-ffi, jnr-posix) would cost
 * every start 50 to 250 ms. May depend on jffi and the JDK only. The numbers of socket options and
 * ioctls are those of asm-generic, which x86, arm64, riscv, s390 and loongarch share.
 *
 * <p>Invariant: no function throws for what the kernel answers; each returns its result or, as the
 * kernel itself does, minus errno.
 */
@NullMarked
package io.lvsagent.iface.libc;

import org.jspecify.annotations.NullMarked;
