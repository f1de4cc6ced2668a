package io.lvsagent.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MonitoringTest {
  @Test
  void theCounterOfTheFilterIsFoundByItsName() {
    String netstat = "TcpExt: A IPReversePathFilter B\nTcpExt: 1 42 3\nIpExt: C\nIpExt: 4\n";
    assertThat(Monitoring.drops(netstat)).hasValue(42);
    assertThat(Monitoring.drops("TcpExt: A\nTcpExt: 1\n")).isEmpty();
    assertThat(Monitoring.drops("")).isEmpty();
  }
}
