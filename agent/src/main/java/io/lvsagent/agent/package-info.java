/** The entry point. Everything else is a package of its own; {@code cli} comes first. */
@NullMarked
package io.lvsagent.agent;

import org.jspecify.annotations.NullMarked;
