package io.lvsagent.agent.ledger;

/** A change that was announced, as texts; whether it happened only the kernel knows. */
public record Step(String before, String after) {}
