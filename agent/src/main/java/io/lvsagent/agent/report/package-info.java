/**
 * What a run says: one value for every exit, as text for people and as JSON for machines.
 *
 * <p>May use run and plan; decides nothing. Invariant: within schema 1 fields are only added.
 */
@NullMarked
package io.lvsagent.agent.report;

import org.jspecify.annotations.NullMarked;
