package io.lvsagent.agent.probe;

import io.lvsagent.iface.wire.Mac;
import java.util.Optional;

/**
 * How to ask.
 *
 * @param count packets for each question
 * @param timeoutNanos time for each question
 * @param expected the only hardware address that may answer for the VIPs
 */
public record ProbeOptions(int count, long timeoutNanos, Optional<Mac> expected) {}
