/**
 * Writes the manual pages and the completions of bash, zsh and fish from the model of commands in
 * {@code agent.usage} and from the documentation. It runs in the build and is not installed, so
 * that it costs no run of the agent anything.
 */
@NullMarked
package io.lvsagent.manual;

import org.jspecify.annotations.NullMarked;
