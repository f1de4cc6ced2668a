/**
 * A host and its neighbour on a real kernel, for tests: two network namespaces joined by a cable.
 * The agent runs in one of them, and the other watches the wire.
 *
 * <pre>{@code
 * class SilenceTest {
 *   @RegisterExtension final Lab lab = new Lab();
 *
 *   @Test
 *   void addsTheVip() {
 *     assertThat(lab.agent("start --profile dr --vip 192.0.2.10").exit()).isZero();
 *     assertThat(lab.host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
 *   }
 * }
 * }</pre>
 *
 * <p>Invariant: the namespaces and processes of a test are gone after it, even if the test fails or
 * the JVM is told to end. Without root such tests are skipped, or fail if the environment has CI.
 */
package io.lvsagent.agent.lab;
