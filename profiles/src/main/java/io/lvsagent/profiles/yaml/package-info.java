/**
 * YAML as a tree that knows where each of its parts was written.
 *
 * <p>The streaming parser gives the tokens; databind would cost more start-up time than everything
 * else a run does. What a person can only have meant otherwise is refused here, once: duplicate and
 * merge keys, tags, a second document, a text that ends within a line. So are trees that cost more
 * than a config is worth, in depth, aliases or what they expand to.
 *
 * <p>May depend on jackson-dataformat-yaml and nothing of ours.
 *
 * <p>Invariant: whatever the text, reading it gives a tree or one {@link
 * io.lvsagent.profiles.yaml.ConfigException} whose message is one line.
 */
@NullMarked
package io.lvsagent.profiles.yaml;

import org.jspecify.annotations.NullMarked;
