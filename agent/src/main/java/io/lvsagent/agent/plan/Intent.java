package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Key;
import java.util.Map;

/** What goes back and what is wanted; no key is in both. */
public record Intent(Map<Key, Expectation> release, Map<Key, Expectation> acquire) {}
