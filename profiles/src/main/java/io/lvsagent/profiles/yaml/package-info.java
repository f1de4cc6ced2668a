/**
 * YAML as a tree in which every node has its place.
 *
 * <p>The tree is built from the tokens of the streaming parser, because databind would cost more
 * start-up time than all the rest of a run. Input that is almost certainly a mistake is refused
 * here: duplicate keys, merge keys, tags, a second document, an incomplete last line. Documents
 * that are too deep, use too many aliases or expand to too many nodes are refused as well.
 *
 * <p>May depend on jackson-dataformat-yaml and nothing of ours.
 *
 * <p>Invariant: reading any text returns a tree or throws one {@link
 * io.lvsagent.profiles.yaml.ConfigException} whose message is one line.
 */
@NullMarked
package io.lvsagent.profiles.yaml;

import org.jspecify.annotations.NullMarked;
