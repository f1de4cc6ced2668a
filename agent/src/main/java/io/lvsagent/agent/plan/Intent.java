package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Key;
import java.util.Map;

/** The values to put back and the desired ones; no key is in both. */
public record Intent(Map<Key, Expectation> release, Map<Key, Expectation> acquire) {}
