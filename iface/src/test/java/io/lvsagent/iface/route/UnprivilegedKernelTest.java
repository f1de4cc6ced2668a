package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.netns.Netns;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("kernel")
class UnprivilegedKernelTest {
  private static final String ARCH = System.getProperty("os.arch");
  private static final int SETRESUID = ARCH.equals("amd64") ? 117 : 147;
  private static final int SETFSUID = ARCH.equals("amd64") ? 122 : 151;
  private static final int NOBODY = 65534;

  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  @BeforeEach
  void knowsTheNumbers() {
    assumeTrue(ARCH.equals("amd64") || ARCH.equals("aarch64"), "system call numbers of " + ARCH);
  }

  /**
   * Changes the user of this thread only, which the C library's seteuid would do for all threads.
   * The file system user stays root, because classes are loaded meanwhile, perhaps from a folder
   * that only root can read.
   */
  private static void becomeEffectively(int uid) {
    long syscall = Library.getDefault().getSymbolAddress("syscall");
    CallContext context =
        new CallContext(Type.SLONG, Type.SLONG, Type.SLONG, Type.SLONG, Type.SLONG);
    Invoker.getInstance().invokeN4(context, syscall, SETRESUID, -1, uid, -1);
    Invoker.getInstance().invokeN4(context, syscall, SETFSUID, 0, 0, 0);
  }

  private static <T> T asNobody(Supplier<T> work) {
    becomeEffectively(NOBODY);
    assumeTrue(Libc.geteuid() == NOBODY, "a user namespace without any user but root");
    try {
      return work.get();
    } finally {
      becomeEffectively(0);
    }
  }

  @Test
  void mayReadButNotChange() {
    Address vip = new Address("lo", Ip.parse("192.0.2.10"), 32, Scope.GLOBAL, "lo:0", false);
    try (Rtnetlink kernel = Rtnetlink.open()) {
      List<Link> all = kernel.links();
      assertThat(asNobody(kernel::links)).isEqualTo(all).isNotEmpty();
      List<RtnetlinkRequest> requests = List.of(new AddAddress(vip), new AddAddress(vip));
      List<Refusal> refusals = asNobody(() -> kernel.apply(requests));
      assertThat(refusals)
          .hasSize(2)
          .extracting(refusal -> refusal.why().getMessage())
          .containsOnly(
              "add address 192.0.2.10/32 dev lo label lo:0: EPERM (Operation not permitted)");
    }
  }

  @Test
  void mayNotEnterANamespace() {
    String name = netns.name();
    assertThat(asNobody(() -> catchThrowable(() -> Netns.enter(name))))
        .hasMessage("enter network namespace " + name + ": EPERM (Operation not permitted)");
  }
}
