package io.lvsagent.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.LinkItem;
import io.lvsagent.agent.host.ModuleItem;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.sysctl.SysctlException;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The exit codes are a contract with init systems and configuration management. */
final class ExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "OK, 0",
    "STEP_FAILED, 1",
    "DRIFT, 2",
    "USAGE, 64",
    "LACKING, 69",
    "INCOMPLETE, 70",
    "STATE, 74",
    "LOCKED, 75",
    "NOT_PERMITTED, 77",
    "CONFIG, 78",
  })
  void everyExitHasItsNumber(ExitCode exit, int code) {
    assertThat(exit.code()).isEqualTo(code);
    assertThat(ExitCode.values()).hasSize(10);
  }

  private static SysctlException sysctl(SysctlException.Reason reason) {
    return new SysctlException(SysctlKey.IP_FORWARD, "1", reason, "no");
  }

  private static NetlinkException netlink(int errno) {
    return new NetlinkException("add address", errno, "");
  }

  private static Stream<Arguments> failures() {
    ConfigException config = Place.of("/etc/x").wrong("does not exist");
    return Stream.of(
        Arguments.of(new UsageException("no command", ""), ExitCode.USAGE),
        Arguments.of(config, ExitCode.CONFIG),
        Arguments.of(new HostRequirementException(Missing.DEVICE, "no eth9"), ExitCode.LACKING),
        Arguments.of(new LedgerException(Reason.DAMAGED, "x"), ExitCode.INCOMPLETE),
        Arguments.of(new LedgerException(Reason.LOCKED, "x"), ExitCode.LOCKED),
        Arguments.of(new LedgerException(Reason.NOT_WRITABLE, "x"), ExitCode.STATE),
        Arguments.of(new LedgerException(Reason.NOT_PERMITTED, "x"), ExitCode.NOT_PERMITTED),
        Arguments.of(sysctl(SysctlException.Reason.READ_ONLY), ExitCode.NOT_PERMITTED),
        Arguments.of(sysctl(SysctlException.Reason.NOT_PERMITTED), ExitCode.NOT_PERMITTED),
        Arguments.of(sysctl(SysctlException.Reason.ABSENT), ExitCode.LACKING),
        Arguments.of(sysctl(SysctlException.Reason.REFUSED), ExitCode.STEP_FAILED),
        Arguments.of(netlink(Errno.EPERM), ExitCode.NOT_PERMITTED),
        Arguments.of(netlink(Errno.EACCES), ExitCode.NOT_PERMITTED),
        Arguments.of(netlink(Errno.ENODEV), ExitCode.LACKING),
        Arguments.of(netlink(Errno.EOPNOTSUPP), ExitCode.LACKING),
        Arguments.of(netlink(Errno.ENOBUFS), ExitCode.STEP_FAILED),
        Arguments.of(new IllegalStateException("x"), ExitCode.INCOMPLETE),
        Arguments.of(new NullPointerException("x"), ExitCode.INCOMPLETE));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureHasItsExit(RuntimeException failure, ExitCode exit) {
    assertThat(ExitCode.of(failure)).isEqualTo(exit);
  }

  private static RunResult undone(Item made, RuntimeException failure) {
    Change change = new Change(made.key(), Absent.VALUE, made);
    StepResult result = change.isReversible() ? StepResult.UNDONE : StepResult.DONE;
    return new RunResult(
        List.of(new Step(change, result)),
        List.of(),
        List.of(),
        Optional.of(failure),
        Optional.empty(),
        Ledger.EMPTY,
        Set.of());
  }

  @Test
  void aStepThatFailedIsToldFromABugAndFromWhatAModuleLacks() {
    Item link = new LinkItem("lo", true);
    assertThat(ExitCode.of(undone(link, netlink(Errno.EPERM)))).isEqualTo(ExitCode.STEP_FAILED);
    assertThat(ExitCode.of(undone(link, new NullPointerException())))
        .isEqualTo(ExitCode.INCOMPLETE);
    assertThat(ExitCode.of(undone(ModuleItem.IPVS, netlink(Errno.ENOENT))))
        .isEqualTo(ExitCode.LACKING);
  }

  @Test
  void aFailureHasItsPlaceInTheConfig() {
    ConfigException config = new ConfigException("/etc/lvs.yaml", 3, 7, "is no VIP");
    assertThat(ExitCode.CONFIG.failure(config))
        .returns("config", Failure::code)
        .returns(Optional.of("/etc/lvs.yaml"), Failure::file)
        .returns(3, Failure::line)
        .returns(7, Failure::column);
  }

  @Test
  void aBugIsReportedAsABug() {
    assertThat(ExitCode.INCOMPLETE.failure(new IllegalStateException("x")).message())
        .isEqualTo("bug: java.lang.IllegalStateException: x");
    String root = Libc.geteuid() == 0 ? "" : ": run this as root";
    assertThat(ExitCode.NOT_PERMITTED.failure(netlink(Errno.EPERM)))
        .isEqualTo(
            Failure.of("not-permitted", "add address: EPERM (Operation not permitted)" + root));
  }

  @ParameterizedTest
  @CsvSource({
    "UP, 0",
    "STOPPED, 3",
    "UP STOPPED, 3",
    "STOPPED LEFTOVERS UP, 1",
    "DRIFT STOPPED, 150",
    "DRIFT LEFTOVERS, 150",
    "UNKNOWN DRIFT, 4",
    "'', 3",
  })
  void theStatusOfSeveralServicesIsThatOfTheWorst(String states, int code) {
    List<ServiceStatus> services =
        Stream.of(states.split(" "))
            .filter(state -> !state.isEmpty())
            .map(ServiceStatus.State::valueOf)
            .map(s -> new ServiceStatus("web", "dr", "real-server", s, List.of(), List.of()))
            .toList();
    assertThat(ExitCode.lsb(services)).isEqualTo(code);
  }

  @Test
  void anErrorOfTheJvmIsABugAndUnknownToStatus() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    assertThat(ExitCode.of(full)).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(ExitCode.of(full).lsb()).isEqualTo(4);
    assertThat(ExitCode.of(full).failure(full).message())
        .isEqualTo("bug: java.lang.OutOfMemoryError: Java heap space");
  }
}
