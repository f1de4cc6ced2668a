/**
 * Commands as flows over the one idea: compile, observe, intend, plan, apply, settle. Here stand
 * the rules of when a value of ours may go back and the proofs between the halves of a plan.
 *
 * <p>May use plan, ledger and profiles; knows nothing of flags or output. Invariant: between the
 * first and the last change the ledger on disk says all that may have happened.
 */
@NullMarked
package io.lvsagent.agent.run;

import org.jspecify.annotations.NullMarked;
