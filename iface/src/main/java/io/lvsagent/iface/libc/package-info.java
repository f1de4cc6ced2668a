/**
 * The C library functions that the JDK lacks, called through jffi.
 *
 * <p>jffi's {@code Invoker} is called directly, because generated interfaces (jnr-ffi, jnr-posix)
 * would add 50 to 250 ms to every start. This package may depend on jffi and the JDK only. The
 * numbers of socket options and ioctls are those of asm-generic, which x86, arm64, riscv, s390 and
 * loongarch share.
 *
 * <p>Invariant: no function of {@code Libc} throws when the kernel reports an error. Each returns
 * its result or, as the kernel itself does, minus errno.
 */
@NullMarked
package io.lvsagent.iface.libc;

import org.jspecify.annotations.NullMarked;
