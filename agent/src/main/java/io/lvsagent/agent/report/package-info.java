/**
 * Reports the answer of a command: one value for every exit, as text for people and as JSON for
 * machines. {@link io.lvsagent.agent.report.StatusView} does so again and again.
 *
 * <p>May use apply and everything below it; decides nothing. Invariant: within schema 1 fields are
 * only added.
 */
@NullMarked
package io.lvsagent.agent.report;

import org.jspecify.annotations.NullMarked;
